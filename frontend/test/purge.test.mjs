import assert from "node:assert/strict";
import { test } from "node:test";
import { purge, wordsOf } from "../purge.mjs";

const words = wordsOf(['<div class="card btn"></div>']);

test("rules without classes and with used classes stay, the rest goes", () => {
  assert.equal(purge("a{b:c}.card{d:e}.alert{f:g}", words), "a{b:c}.card{d:e}");
});

test("of a list of selectors only the used ones stay", () => {
  assert.equal(purge(".card,.alert,.btn:hover{a:b}", words), ".card,.btn:hover{a:b}");
});

test("an empty media block goes with its rules", () => {
  assert.equal(purge("@media print{.alert{a:b}}@media print{.card{a:b}}", words), "@media print{.card{a:b}}");
});

test("a class inside :not is no demand, one of :is is enough", () => {
  assert.equal(purge(".card:not(.alert){a:b}:is(.alert,.btn) p{c:d}", words), ".card:not(.alert){a:b}:is(.alert,.btn) p{c:d}");
});

test("braces inside strings do not end a block", () => {
  assert.equal(purge('.card{content:"}"}.alert{a:b}', words), '.card{content:"}"}');
});

test("frames and other at-rules stay", () => {
  assert.equal(purge("@keyframes spin{to{a:b}}@charset \"x\";", words), "@keyframes spin{to{a:b}}@charset \"x\";");
});
