// The lines as the server knows them, as the user sees them, and what lies between: changes on
// their way, errors that keep what was typed, steps to undo. Knows nothing of the screen.
//
// A line is addressed by a key that never changes while the page is open: its line number, or
// "t1", "t2" … for lines the server has not named yet.

const BLANK = "";

export class Book {
  constructor({ version, lines = [] }, token) {
    this.version = version;
    this.newToken = token;
    this.rows = new Map();
    this.errors = new Map();
    this.pending = new Map();
    this.deleted = [];
    this.onItsWay = null;
    this.undone = [];
    this.done = [];
    this.count = 0;
    for (const line of lines) this.take(line);
  }

  // --- reading ---------------------------------------------------------------------------

  get keys() {
    return [...this.rows.keys()];
  }

  row(key) {
    return this.rows.get(String(key));
  }

  keyOf(line) {
    for (const [key, row] of this.rows) if (row.line === line) return key;
    return undefined;
  }

  shown(key, field) {
    return this.row(key)?.shown[field] ?? BLANK;
  }

  error(key, field) {
    return this.errors.get(String(key))?.get(field);
  }

  lock(key, field) {
    const row = this.row(key);
    return row?.locked[field] ?? row?.lockedLine ?? "";
  }

  isPending(key, field) {
    const sent = this.onItsWay?.cells.get(String(key));
    return Boolean(this.pending.get(String(key))?.has(field) || sent?.has(field));
  }

  isBlank(key) {
    const row = this.row(key);
    return row.line === null && Object.values(row.shown).every((value) => value === BLANK || value === null);
  }

  get hasWork() {
    return this.pending.size > 0 || this.deleted.length > 0 || this.onItsWay !== null;
  }

  get problems() {
    const list = [];
    for (const key of this.rows.keys()) {
      for (const [field, error] of this.errors.get(key) ?? []) list.push({ key, field, ...error });
    }
    return list;
  }

  // --- editing ---------------------------------------------------------------------------

  // Changes cells as one step of undo. Locked and unchanged cells are left out; answers the keys touched.
  edit(edits) {
    const real = edits
      .filter(({ key, field }) => this.row(key) && !this.lock(key, field))
      .map((edit) => ({ ...edit, before: this.shown(edit.key, edit.field) }))
      .filter(({ value, before, key, field }) => value !== before || this.error(key, field));
    if (real.length) this.record({ cells: real });
    return this.apply(real);
  }

  apply(edits) {
    for (const { key, field, value } of edits) this.put(String(key), field, value);
    return new Set(edits.map(({ key }) => String(key)));
  }

  put(key, field, value) {
    const row = this.row(key);
    row.shown[field] = value;
    this.errors.get(key)?.delete(field);
    const fields = this.pending.get(key) ?? new Set();
    const isSent = this.onItsWay?.cells.get(key)?.has(field);
    if (row.line !== null && value === (row.stored[field] ?? BLANK) && !isSent) fields.delete(field);
    else fields.add(field);
    if (fields.size) this.pending.set(key, fields);
    else this.pending.delete(key);
  }

  add(values = {}) {
    const key = `t${++this.count}`;
    this.rows.set(key, { key, line: null, version: 0, stored: {}, shown: {}, locked: {}, marks: [], lockedLine: "" });
    for (const [field, value] of Object.entries(values)) if (value !== BLANK) this.put(key, field, value);
    return key;
  }

  addMany(rows) {
    const keys = rows.map((values) => this.add(values));
    if (keys.length) this.record({ added: keys });
    return keys;
  }

  remove(keys) {
    for (const key of keys.map(String)) {
      const row = this.row(key);
      if (!row) continue;
      if (row.line !== null) this.deleted.push({ line: row.line, version: row.version });
      this.rows.delete(key);
      this.pending.delete(key);
      this.errors.delete(key);
    }
  }

  record(step) {
    this.done.push(step);
    this.undone = [];
  }

  // Answers {changed, removed} or null when there is nothing to take back.
  undo() {
    const step = this.done.pop();
    if (!step) return null;
    if (step.added) {
      const here = step.added.filter((key) => this.row(key));
      this.remove(here);
      return { changed: new Set(), removed: here };
    }
    this.undone.push(step);
    const back = step.cells.filter(({ key }) => this.row(key)).map((cell) => ({ ...cell, value: cell.before }));
    return { changed: this.apply(back), removed: [] };
  }

  redo() {
    const step = this.undone.pop();
    if (!step) return null;
    this.done.push(step);
    return { changed: this.apply(step.cells.filter(({ key }) => this.row(key))), removed: [] };
  }

  // --- to the server and back ------------------------------------------------------------

  // The next batch, or null. One batch travels at a time; one that got no answer is sent again
  // under its old token before anything newer, so that it can't happen twice.
  batch({ except } = {}) {
    if (this.onItsWay) return this.onItsWay.lost ? this.resend() : null;
    const cells = new Map();
    const body = { version: this.version, changes: [], new: [], deleted: this.deleted };
    for (const [key, fields] of this.pending) {
      const row = this.row(key);
      if (row.line === null && (key === except || this.isBlank(key))) continue;
      cells.set(key, new Set(fields));
      if (row.line === null) body.new.push({ temp: key, values: { ...row.shown } });
      else for (const field of fields) body.changes.push(change(row, field));
    }
    if (!cells.size && !this.deleted.length) return null;
    for (const key of cells.keys()) this.pending.delete(key);
    this.deleted = [];
    this.onItsWay = { body, cells, token: this.newToken(), lost: false };
    return this.onItsWay;
  }

  resend() {
    this.onItsWay.lost = false;
    return this.onItsWay;
  }

  // No answer came: the batch stays and is offered again.
  lose() {
    if (this.onItsWay) this.onItsWay.lost = true;
  }

  // The server refused the batch as a whole: everything typed stays, marked as not saved.
  giveBack() {
    const { cells, body } = this.onItsWay;
    this.onItsWay = null;
    for (const [key, fields] of cells) {
      if (!this.row(key)) continue;
      this.pending.set(key, new Set([...fields, ...(this.pending.get(key) ?? [])]));
    }
    this.deleted = [...body.deleted, ...this.deleted];
  }

  // Answers the keys whose looks changed.
  settle(answer) {
    const { cells } = this.onItsWay;
    this.onItsWay = null;
    this.version = answer.version ?? this.version;
    const touched = new Set(cells.keys());
    for (const key of touched) for (const field of cells.get(key)) this.errors.get(key)?.delete(field);
    const faults = (answer.errors ?? []).map((fault) => ({ ...fault, key: this.keyOfFault(fault) }));
    const kept = new Set(faults.map(({ key, field }) => `${key}.${field}`));
    for (const line of answer.lines ?? []) touched.add(this.take(line, kept));
    for (const { key, field, ...fault } of faults) {
      if (key === undefined) continue;
      if (!this.errors.has(key)) this.errors.set(key, new Map());
      this.errors.get(key).set(field, fault);
      touched.add(key);
    }
    return touched;
  }

  keyOfFault({ temp, line }) {
    return temp !== undefined && temp !== null ? String(temp) : this.keyOf(line);
  }

  // Takes over what the server says of a line, except where the user is ahead of it.
  take(line, kept = new Set()) {
    const key = line.temp ?? this.keyOf(line.line) ?? String(line.line);
    const known = this.rows.get(key);
    const row = known ?? { key, shown: {} };
    row.line = line.line;
    row.version = line.version;
    row.stored = { ...line.values };
    row.locked = line.locked ?? {};
    row.lockedLine = line.locked_line ?? "";
    row.marks = line.marks ?? [];
    row.struck = Boolean(line.struck);
    row.within = Boolean(line.within);
    row.sort = line.sort ?? {};
    const ahead = this.pending.get(key);
    for (const [field, value] of Object.entries(line.values)) {
      if (!ahead?.has(field) && !kept.has(`${key}.${field}`)) row.shown[field] = value ?? BLANK;
    }
    if (!known) this.rows.set(key, row);
    return key;
  }

  // The user insists on his value although somebody else changed the cell meanwhile.
  insist(key, field) {
    this.put(String(key), field, this.shown(key, field));
    const fields = this.pending.get(String(key)) ?? new Set();
    this.pending.set(String(key), fields.add(field));
  }

  // The user takes what is stored.
  yield(key, field) {
    const row = this.row(key);
    this.put(String(key), field, row.stored[field] ?? BLANK);
  }
}

const change = (row, field) => ({ line: row.line, version: row.version, field, value: row.shown[field] ?? BLANK });
