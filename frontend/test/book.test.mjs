import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { Book } from "../js/grid/book.js";

let tokens;
const line = (number, values, more = {}) => ({ line: number, version: 1, values, ...more });
const opened = (...lines) => new Book({ version: 7, lines }, () => `token-${++tokens}`);

beforeEach(() => {
  tokens = 0;
});

test("a changed cell travels once, with the versions it was based on", () => {
  const book = opened(line(10, { amount: "5" }));
  book.edit([{ key: "10", field: "amount", value: "6" }]);
  assert.deepEqual(book.batch().body, {
    version: 7, new: [], deleted: [],
    changes: [{ line: 10, version: 1, field: "amount", value: "6" }],
  });
  assert.equal(book.batch(), null);
});

test("a batch without an answer is sent again under the same token, before newer changes", () => {
  const book = opened(line(10, { amount: "5" }));
  book.edit([{ key: "10", field: "amount", value: "6" }]);
  const first = book.batch();
  book.edit([{ key: "10", field: "amount", value: "7" }]);
  book.lose();
  assert.equal(book.batch(), first);
  assert.equal(first.body.changes[0].value, "6");
  book.settle({ version: 8, lines: [line(10, { amount: "6" }, { version: 2 })] });
  assert.equal(book.batch().body.changes[0].value, "7");
  assert.equal(tokens, 2);
});

test("what is typed while a batch travels is not overwritten by its answer", () => {
  const book = opened(line(10, { amount: "5", note: "" }));
  book.edit([{ key: "10", field: "amount", value: "6" }]);
  book.batch();
  book.edit([{ key: "10", field: "amount", value: "66" }]);
  book.settle({ version: 8, lines: [line(10, { amount: "6.00", note: "n" }, { version: 2 })] });
  assert.equal(book.shown("10", "amount"), "66");
  assert.equal(book.shown("10", "note"), "n");
});

test("a bad cell keeps what was typed while its neighbours are saved", () => {
  const book = opened(line(10, { amount: "5", note: "a" }));
  book.edit([{ key: "10", field: "amount", value: "x" }, { key: "10", field: "note", value: "b" }]);
  book.batch();
  book.settle({
    version: 8,
    lines: [line(10, { amount: "5", note: "b" }, { version: 2 })],
    errors: [{ line: 10, field: "amount", code: "N-1", message: "Not a number" }],
  });
  assert.equal(book.shown("10", "amount"), "x");
  assert.equal(book.error("10", "amount").message, "Not a number");
  assert.deepEqual(book.problems.map(({ key, field }) => [key, field]), [["10", "amount"]]);
  book.edit([{ key: "10", field: "amount", value: "5" }]);
  assert.equal(book.problems.length, 0);
  assert.equal(book.batch(), null);
});

test("a new line is sent whole, stays under its key, and answers to its number afterwards", () => {
  const book = opened();
  const [key] = book.addMany([{ item: "1000" }]);
  assert.deepEqual(book.batch().body.new, [{ temp: key, values: { item: "1000" } }]);
  book.settle({ version: 8, lines: [{ temp: key, ...line(10, { item: "1000", unit: "ea" }) }] });
  assert.equal(book.keyOf(10), key);
  assert.equal(book.shown(key, "unit"), "ea");
  book.edit([{ key, field: "unit", value: "box" }]);
  assert.equal(book.batch().body.changes[0].line, 10);
});

test("a new line that is still being filled waits, and a blank one never travels", () => {
  const book = opened();
  const half = book.add({ item: "1000" });
  book.add();
  assert.equal(book.batch({ except: half }), null);
  assert.equal(book.batch().body.new.length, 1);
});

test("errors of a new line find it by its temporary name", () => {
  const book = opened();
  const key = book.add({ item: "?" });
  book.batch();
  book.settle({ version: 7, lines: [], errors: [{ temp: key, field: "item", code: "I-1", message: "Unknown" }] });
  assert.equal(book.error(key, "item").code, "I-1");
});

test("undo sends the inverse change; redo the change again", () => {
  const book = opened(line(10, { amount: "5" }));
  book.edit([{ key: "10", field: "amount", value: "6" }]);
  book.batch();
  book.settle({ version: 8, lines: [line(10, { amount: "6" }, { version: 2 })] });
  book.undo();
  assert.equal(book.batch().body.changes[0].value, "5");
  book.settle({ version: 9, lines: [line(10, { amount: "5" }, { version: 3 })] });
  book.redo();
  assert.equal(book.batch().body.changes[0].value, "6");
});

test("undoing a change that never left needs no request", () => {
  const book = opened(line(10, { amount: "5" }));
  book.edit([{ key: "10", field: "amount", value: "6" }]);
  book.undo();
  assert.equal(book.batch(), null);
});

test("one paste is one step of undo", () => {
  const book = opened(line(10, { a: "1", b: "2" }));
  book.edit([{ key: "10", field: "a", value: "x" }, { key: "10", field: "b", value: "y" }]);
  book.undo();
  assert.deepEqual([book.shown("10", "a"), book.shown("10", "b")], ["1", "2"]);
  assert.equal(book.undo(), null);
});

test("a locked cell is not changed", () => {
  const book = opened(line(10, { a: "1" }, { locked: { a: "Received already" } }));
  book.edit([{ key: "10", field: "a", value: "2" }]);
  assert.equal(book.shown("10", "a"), "1");
  assert.equal(book.hasWork, false);
});

test("a deleted line is reported with its version, a line never sent just goes", () => {
  const book = opened(line(10, { a: "1" }));
  const fresh = book.add({ a: "2" });
  book.remove(["10", fresh]);
  assert.deepEqual(book.batch().body, { version: 7, changes: [], new: [], deleted: [{ line: 10, version: 1 }] });
});

test("when a whole batch is refused nothing typed is lost", () => {
  const book = opened(line(10, { a: "1" }));
  book.edit([{ key: "10", field: "a", value: "2" }]);
  book.batch();
  book.giveBack();
  assert.equal(book.shown("10", "a"), "2");
  assert.equal(book.batch().body.changes[0].value, "2");
});

test("after a clash one may insist on one's own value or take the other's", () => {
  const book = opened(line(10, { a: "1" }));
  book.edit([{ key: "10", field: "a", value: "2" }]);
  book.batch();
  const clash = { line: 10, field: "a", code: "STALE", message: "Changed by B" };
  book.settle({ version: 9, lines: [line(10, { a: "3" }, { version: 5 })], errors: [clash] });
  assert.equal(book.shown("10", "a"), "2");
  book.insist("10", "a");
  assert.deepEqual(book.batch().body.changes, [{ line: 10, version: 5, field: "a", value: "2" }]);
  book.settle({ version: 9, lines: [line(10, { a: "3" }, { version: 6 })], errors: [clash] });
  book.yield("10", "a");
  assert.equal(book.shown("10", "a"), "3");
  assert.equal(book.hasWork, false);
});
