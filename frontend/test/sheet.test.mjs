import assert from "node:assert/strict";
import { test } from "node:test";
import { formatSheet, parseSheet, spread } from "../js/grid/sheet.js";

test("rows and cells come apart at line breaks and tabs", () => {
  assert.deepEqual(parseSheet("1000\t5\r\n1001\t7\r\n"), [["1000", "5"], ["1001", "7"]]);
});

test("a quoted cell may hold tabs, quotes and line breaks", () => {
  assert.deepEqual(parseSheet('"two\nlines"\t"say ""yes"""\t3'), [["two\nlines", 'say "yes"', "3"]]);
});

test("an inch mark is no quotation", () => {
  assert.deepEqual(parseSheet('"5" pipe\t2'), [['"5" pipe', "2"]]);
});

test("empty cells and empty rows inside the block stay", () => {
  assert.deepEqual(parseSheet("a\t\tb\n\nc"), [["a", "", "b"], [""], ["c"]]);
});

test("what is copied reads back the same", () => {
  const rows = [["plain", 'with "quotes"', "tab\there"], ["line\nbreak", "", "x"]];
  assert.deepEqual(parseSheet(formatSheet(rows)), rows);
});

test("one value fills the whole range", () => {
  assert.deepEqual(spread([["7"]], 2, 2), [["7", "7"], ["7", "7"]]);
});

test("a block that does not fit the range is laid down once", () => {
  assert.deepEqual(spread([["a"], ["b"], ["c"]], 2, 1), [["a"], ["b"], ["c"]]);
});

test("a ragged block is filled up with blanks", () => {
  assert.deepEqual(spread([["a", "b"], ["c"]], 1, 1), [["a", "b"], ["c", ""]]);
});
