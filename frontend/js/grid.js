// The line grid: Tabulator draws it, book.js knows what changed, the server decides what is right.
// Every change goes to the server in one batch; see the protocol in doors/web/README.md.
import {
  EditModule, FormatModule, FrozenColumnsModule, InteractionModule, ResizeColumnsModule, ResizeTableModule, SortModule, Tabulator,
} from "tabulator-tables";
import { ask } from "./ask.js";
import { all, announce, debounce, each, element, emit, newToken, on, readJson, recall, remember, requestJson, text } from "./core.js";
import { Book } from "./grid/book.js";
import { columnDefinition, decorate, lockOf, rowHeader } from "./grid/cells.js";
import { editorFor } from "./grid/editors.js";
import { handleKey } from "./grid/keys.js";
import { Messages } from "./grid/messages.js";
import { CellRange } from "./grid/range.js";
import { formatSheet, parseSheet, spread } from "./grid/sheet.js";

Tabulator.registerModule([
  CellRange, EditModule, FormatModule, FrozenColumnsModule, InteractionModule, ResizeColumnsModule, ResizeTableModule, SortModule,
]);

const ROW_HEIGHT = 30;
const HEADER_HEIGHT = 46;
const FEWEST_ROWS = 6;
const SAVE_AFTER = 700;
const SELECT_AFTER = 120;
const PAGE = 10;
const ISO_DAY = /^(\d{4}-\d{2}-\d{2})?$/;
const UNANSWERED = new Set([408, 425, 429, 502, 503, 504]);

class Grid {
  constructor(root) {
    this.root = root;
    this.config = readJson(root.dataset.config);
    this.columns = this.config.columns;
    this.messages = new Messages(root, this);
    this.chosen = new Set();
    this.typed = null;
    this.current = null;
    this.isBuilt = false;
    this.isInside = false;
    this.saveSoon = debounce(() => this.save(), SAVE_AFTER);
    this.tellSoon = debounce(() => this.tellSelection(), SELECT_AFTER);
    this.start();
  }

  async start() {
    const answer = this.config.lines ? { status: 200, body: this.config } : await requestJson(this.config.rows_url);
    if (answer.status !== 200) return this.messages.say("failed");
    this.book = new Book(answer.body, newToken);
    this.draw();
    this.listen();
  }

  // --- drawing ---------------------------------------------------------------------------

  draw() {
    const holder = this.root.querySelector("[data-grid-table]");
    const saved = recall(`grid.${this.config.key}`, {});
    const locale = { decimal: this.config.decimal, sortKey: (row, field) => this.book.row(row.getData().key)?.sort[field] };
    this.table = new Tabulator(holder, {
      index: "key",
      data: this.book.keys.map((key) => this.dataOf(key)),
      columns: this.columns.map((column) => columnDefinition(this.book, column, editorFor(this), locale, saved[column.field])),
      rowHeader: rowHeader(this.book, {
        label: this.config.line_label,
        isChosen: (key) => this.chosen.has(key),
        choose: (key, isChosen) => this.choose([key], isChosen),
        chooseAll: (isChosen) => this.choose(this.book.keys, isChosen),
      }),
      layout: "fitDataStretch",
      height: this.height(),
      rowHeight: ROW_HEIGHT,
      selectableRange: 1,
      selectableRangeRows: true,
      selectableRangeAutoFocus: false,
      editTriggerEvent: "dblclick",
      headerSortClickElement: "icon",
      textDirection: "auto",
      placeholder: this.placeholder(),
      rowFormatter: (row) => this.decorateRow(row),
    });
    this.table.on("tableBuilt", () => this.built(holder));
    this.table.on("rangeChanged", () => this.moved());
    this.table.on("cellEdited", (cell) => this.edited(cell));
    this.table.on("cellDblClick", (event, cell) => this.explainLock(cell.getData().key, cell.getField()));
    this.table.on("columnResized", () => this.rememberColumns());
    this.table.on("renderComplete", () => this.keepFocus());
    this.table.on("dataSorted", () => this.isBuilt && this.tellSoon());
  }

  built(holder) {
    this.isBuilt = true;
    const scroller = holder.querySelector(".tabulator-tableholder");
    scroller.setAttribute("role", "rowgroup");
    scroller.querySelector(".tabulator-table")?.setAttribute("role", "none");
    holder.querySelector(".tabulator-header")?.setAttribute("tabindex", "-1");
    holder.removeAttribute("aria-owns");
    holder.setAttribute("aria-label", this.config.title);
    holder.setAttribute("aria-multiselectable", "true");
    holder.setAttribute("aria-colcount", String(this.columns.length + 1));
    this.countRows();
    this.range.goTo(0, this.range.first, { focus: false });
    this.say();
    this.tellSelection();
    this.beginIfNew();
  }

  // A document that was just made waits for its first line.
  beginIfNew() {
    if (location.hash !== "#new") return;
    history.replaceState(null, "", location.pathname + location.search);
    if (this.config.can_add && !this.book.keys.length) this.addLine();
  }

  get range() {
    return this.table.modules.selectRange;
  }

  get isEditing() {
    return Boolean(this.table.modules.edit.currentCell);
  }

  get pageSize() {
    return Math.max(1, Math.floor(this.table.rowManager.element.clientHeight / ROW_HEIGHT) - 1);
  }

  height() {
    if (this.root.classList.contains("grid-full")) return "100%";
    const rows = Math.max(FEWEST_ROWS, Math.min(this.book.keys.length + 2, this.config.rows_shown ?? PAGE));
    return HEADER_HEIGHT + rows * ROW_HEIGHT + 16;
  }

  placeholder() {
    return element("div", { class: "grid-empty" }, text(this.config.editable ? "no-lines-yet" : "no-lines"));
  }

  dataOf(key) {
    const row = this.book.row(key);
    return { key, line: row.line, ...row.shown };
  }

  decorateRow(row) {
    const node = row.getElement();
    node.setAttribute("aria-rowindex", String(row.getPosition() + 1));
    node.classList.toggle("row-chosen", this.chosen.has(row.getData().key));
    const known = this.book.row(row.getData().key);
    node.classList.toggle("row-new", known?.line === null);
    node.classList.toggle("row-struck", Boolean(known?.struck));
    node.classList.toggle("row-within", Boolean(known?.within));
  }

  // Shows what the book says of some lines: values first, then the marks of cells already drawn.
  show(keys) {
    const known = [...keys].filter((key) => this.book.row(key) && this.table.getRow(key));
    for (const key of known) {
      const row = this.table.getRow(key);
      row.update(this.dataOf(key));
      for (const column of this.columns) this.redecorate(row, key, column);
      this.decorateRow(row);
    }
    this.messages.showFaults(this.book.problems);
  }

  redecorate(row, key, column) {
    const cell = row.getCell(column.field)?._cell;
    if (cell?.loaded) decorate(this.book, column, key, cell.element);
  }

  countRows() {
    const count = this.book.keys.length;
    this.root.querySelector(".tabulator")?.setAttribute("aria-rowcount", String(count + 1));
    for (const badge of all("[data-line-count]")) badge.textContent = count;
  }

  // --- where the user is -----------------------------------------------------------------

  keyAt(row) {
    return this.range.getRowByRangePos(row)?.getData().key;
  }

  columnAt(at) {
    return this.range.getColumnByRangePos(at)?.getField();
  }

  spec(field) {
    return this.columns.find((column) => column.field === field);
  }

  columnTitle(field) {
    return this.spec(field)?.title ?? field;
  }

  lineName(key) {
    const row = this.book.row(key);
    return row?.line === null ? text("new-line") : `${this.config.line_label} ${row?.line ?? key}`;
  }

  moved() {
    if (!this.isBuilt) return;
    const key = this.keyAt(this.range.place?.row ?? 0);
    if (key === this.current) return;
    this.current = key;
    this.dropBlanks();
    this.tellSoon();
    if (this.book.hasWork) this.saveSoon();
  }

  get selectedKeys() {
    if (this.chosen.size) return [...this.chosen].filter((key) => this.book.row(key));
    const place = this.range.place;
    if (!place) return [];
    return Array.from({ length: place.bottom - place.top + 1 }, (_, at) => this.keyAt(place.top + at)).filter(Boolean);
  }

  // Details and menus below and above the grid listen to this; they find the numbers in hidden fields.
  tellSelection() {
    const line = this.book.row(this.current)?.line ?? null;
    const lines = this.selectedKeys.map((key) => this.book.row(key)?.line).filter((number) => number !== null && number !== undefined);
    this.fillField("line", line ?? "");
    this.fillField("lines", lines.join(","));
    const isDetailBusy = document.querySelector("[data-line-details]")?.contains(document.activeElement);
    if (!isDetailBusy) emit("line-selected", { line, lines, key: this.current });
  }

  fillField(name, value) {
    const field = this.root.querySelector(`input[data-grid-field="${name}"]`);
    if (field) field.value = value;
  }

  choose(keys, isChosen) {
    for (const key of keys) {
      if (isChosen) this.chosen.add(key);
      else this.chosen.delete(key);
      const row = this.table.getRow(key);
      const box = row?.getCell("line")?._cell.loaded && row.getCell("line").getElement().querySelector("input");
      if (box) box.checked = isChosen;
      if (row) this.decorateRow(row);
    }
    this.tellSoon();
  }

  goTo(key, field) {
    const row = this.range.getTableRows().findIndex((each) => each.getData().key === key);
    const column = this.range.getTableColumns().findIndex((each) => each.getField() === field);
    if (row < 0) return;
    if (column < 0) return this.openDetail(key, field, row);
    this.range.goTo(row, column);
  }

  // The field has no column here: it stands in the details below.
  openDetail(key, field, row) {
    this.range.goTo(row, this.range.first, { focus: false });
    const detail = document.querySelector(`[data-line-field="${CSS.escape(field)}"]`);
    detail?.focus();
  }

  move(rows, columns) {
    const place = this.range.place;
    if (!place) return;
    if (rows > 0 && place.row === this.range.rowCount - 1) return this.enter(false);
    let column = place.column + columns;
    let row = place.row + rows;
    if (column > this.range.columnCount - 1) [row, column] = [row + 1, this.range.first];
    if (column < this.range.first) [row, column] = [row - 1, this.range.columnCount - 1];
    this.range.goTo(row, column);
  }

  enter(isBack) {
    const place = this.range.place;
    if (!place) return;
    if (!isBack && place.row === this.range.rowCount - 1) this.addLine({ column: this.firstEditable() });
    else this.range.goTo(place.row + (isBack ? -1 : 1), place.column);
  }

  // A redraw takes the focused cell out of the page for a moment; the keyboard must not notice.
  keepFocus() {
    if (this.isBuilt && this.isInside && document.activeElement === document.body) this.range.focusActive();
  }

  // Lets the browser's own Tab step out: for a moment nothing else of the grid can take the focus.
  letGo() {
    const scroller = this.table.rowManager.element;
    scroller.tabIndex = -1;
    setTimeout(() => (scroller.tabIndex = 0), 50);
  }

  leave() {
    (this.root.querySelector("[data-grid-after]") ?? document.activeElement).focus();
  }

  // --- changing --------------------------------------------------------------------------

  edit(typed) {
    const place = this.range.place;
    if (!place) return this.addLine();
    const [key, field] = [this.keyAt(place.row), this.columnAt(place.column)];
    if (this.explainLock(key, field)) return;
    if (this.spec(field).kind === "flag") return this.toggle(key, field);
    this.typed = typed;
    this.table.getRow(key).getCell(field).edit();
    this.typed = null;
  }

  explainLock(key, field) {
    const column = this.spec(field);
    const lock = column && lockOf(this.book, column, key);
    if (lock) this.messages.hint(`${column.title}: ${lock}`);
    return Boolean(lock);
  }

  toggle(key, field) {
    this.commit([{ key, field, value: this.book.shown(key, field) === "true" ? "false" : "true" }]);
  }

  space(isShifted) {
    const place = this.range.place;
    if (!place) return;
    const [key, field] = [this.keyAt(place.row), this.columnAt(place.column)];
    if (isShifted) this.choose([key], !this.chosen.has(key));
    else if (this.spec(field)?.kind === "flag") this.edit(null);
    else this.edit(" ");
  }

  edited(cell) {
    this.commit([{ key: cell.getData().key, field: cell.getField(), value: cell.getValue() }]);
  }

  commit(edits) {
    const touched = this.book.edit(edits);
    const refused = edits.filter(({ key, field }) => this.book.lock(key, field));
    if (refused.length) this.messages.hint(text("locked-skipped", { count: refused.length }));
    this.show(touched);
    this.changed();
  }

  changed() {
    this.say();
    emit("lines-changed", { key: this.config.key });
    this.saveSoon();
  }

  clear() {
    const place = this.range.place;
    if (!place) return;
    const edits = this.cells(place).filter(({ field }) => this.spec(field)?.editable).map((cell) => ({ ...cell, value: "" }));
    if (edits.length) this.commit(edits);
    else this.explainLock(this.keyAt(place.row), this.columnAt(place.column));
  }

  fillDown() {
    const place = this.range.place;
    if (!place || place.top === place.bottom) return;
    const source = this.keyAt(place.top);
    this.commit(
      this.cells({ ...place, top: place.top + 1 })
        .filter(({ field }) => this.spec(field)?.editable)
        .map(({ key, field }) => ({ key, field, value: this.book.shown(source, field) })),
    );
  }

  cells({ top, bottom, left, right }) {
    const list = [];
    for (let row = top; row <= bottom; row++) {
      for (let column = left; column <= right; column++) list.push({ key: this.keyAt(row), field: this.columnAt(column) });
    }
    return list;
  }

  undo() {
    const step = this.book.undo();
    if (!step) return;
    for (const key of step.removed) this.table.deleteRow(key);
    this.show(step.changed);
    this.changed();
  }

  redo() {
    const step = this.book.redo();
    if (!step) return;
    this.show(step.changed);
    this.changed();
  }

  firstEditable() {
    return Math.max(this.range.getTableColumns().findIndex((column) => this.spec(column.getField())?.editable), this.range.first);
  }

  async addLine({ column } = {}) {
    if (!this.config.can_add) return this.messages.hint(this.config.add_reason || text("cannot-add"));
    const last = this.book.keys.at(-1);
    const key = last !== undefined && this.book.isBlank(last) ? last : this.book.addMany([{}])[0];
    if (key !== last) await this.table.addRow(this.dataOf(key), false);
    this.countRows();
    this.range.goTo(this.range.rowCount - 1, column ?? this.firstEditable());
  }

  // A new line nobody filled goes as quietly as it came.
  dropBlanks() {
    const left = this.book.keys.filter((key) => key !== this.current && this.book.isBlank(key));
    if (!left.length) return;
    this.book.remove(left);
    for (const key of left) this.table.deleteRow(key);
    this.countRows();
  }

  async removeSelected() {
    const keys = this.selectedKeys;
    const locked = keys.find((key) => this.book.row(key)?.lockedLine);
    if (!keys.length) return;
    if (locked) return this.messages.hint(`${this.lineName(locked)}: ${this.book.row(locked).lockedLine}`);
    const names = keys.length === 1 ? this.lineName(keys[0]) : text("lines", { count: keys.length });
    if (!(await ask(text("delete-lines", { names }), { yes: text("delete"), danger: true }))) return;
    this.book.remove(keys);
    for (const key of keys) {
      this.chosen.delete(key);
      this.table.deleteRow(key);
    }
    this.countRows();
    this.current = undefined;
    this.range.goTo(Math.min(this.range.place?.top ?? 0, this.range.rowCount - 1), this.range.first);
    this.moved();
    this.changed();
    this.save();
  }

  // --- clipboard -------------------------------------------------------------------------

  copy(event) {
    const place = this.range.place;
    if (this.isEditing || !place) return;
    const rows = [];
    for (let row = place.top; row <= place.bottom; row++) {
      rows.push(this.cells({ ...place, top: row, bottom: row }).map(({ key, field }) => this.labelOf(key, field)));
    }
    event.clipboardData.setData("text/plain", formatSheet(rows));
    event.preventDefault();
    announce(text("copied"));
  }

  labelOf(key, field) {
    const value = String(this.book.shown(key, field) ?? "");
    return this.spec(field)?.choices?.find(([choice]) => choice === value)?.[1] ?? value;
  }

  async paste(event) {
    if (this.isEditing) return;
    event.preventDefault();
    const rows = parseSheet(event.clipboardData.getData("text/plain"));
    if (!rows.length) return;
    const place = this.range.place ?? { top: 0, bottom: 0, left: this.firstEditable(), right: this.firstEditable() };
    const block = spread(rows, place.bottom - place.top + 1, place.right - place.left + 1);
    await this.lay(block, place);
  }

  async lay(block, { top, left }) {
    const fields = block[0].map((_, at) => this.columnAt(left + at)).map((field) => (this.spec(field)?.editable ? field : null));
    const room = this.range.rowCount - top;
    const beyond = block.slice(Math.max(room, 0));
    const edits = block.slice(0, Math.max(room, 0)).flatMap((row, at) => this.editsOf(this.keyAt(top + at), fields, row));
    if (beyond.length && this.config.can_add && (await ask(text("add-lines", { count: beyond.length }), { yes: text("add") }))) {
      await this.addRows(beyond.map((row) => Object.fromEntries(fields.flatMap((field, at) => (field ? [[field, this.valueOf(field, row[at])]] : [])))));
    }
    if (edits.length) this.commit(edits);
    this.range.goTo(top, left);
    this.range.goTo(top + block.length - 1, left + block[0].length - 1, { extend: true });
    this.save();
  }

  editsOf(key, fields, row) {
    return fields.flatMap((field, at) => (field ? [{ key, field, value: this.valueOf(field, row[at] ?? "") }] : []));
  }

  valueOf(field, typed) {
    const value = typed.trim();
    return this.spec(field)?.choices?.find(([, label]) => label === value)?.[0] ?? value;
  }

  async addRows(rows) {
    const keys = this.book.addMany(rows);
    await this.table.addData(keys.map((key) => this.dataOf(key)));
    this.countRows();
    this.changed();
  }

  // --- the server ------------------------------------------------------------------------

  // A new line waits until the cursor leaves it, unless the user asks to save.
  async save({ isAsked = false } = {}) {
    const waits = !isAsked && this.root.contains(document.activeElement) ? this.current : undefined;
    const batch = this.book.batch({ except: waits });
    if (!batch) return;
    this.messages.say("saving");
    this.show(batch.cells.keys());
    let answer;
    try {
      answer = await requestJson(this.config.save_url, { method: "POST", body: batch.body, token: batch.token });
    } catch {
      answer = { status: 0, body: null };
    }
    this.answered(batch, answer);
    if (this.book.hasWork && answer.body) this.saveSoon();
  }

  answered(batch, { status, body }) {
    if (status === 0 || UNANSWERED.has(status)) {
      this.book.lose();
      return this.messages.say("failed");
    }
    if (!body?.lines) {
      this.book.giveBack();
      this.messages.say("failed");
      if (body?.detail || body?.message) this.messages.hint(body.detail ?? body.message);
      return;
    }
    const touched = this.book.settle(body);
    this.place(touched);
    this.show(touched);
    this.messages.showConflict(body.conflict);
    this.say();
    this.spreadNews(body);
  }

  // Lines the server added by itself appear; those it no longer has go.
  place(touched) {
    const fresh = [...touched].filter((key) => this.book.row(key) && !this.table.getRow(key));
    if (fresh.length) this.table.addData(fresh.map((key) => this.dataOf(key)));
    this.countRows();
  }

  spreadNews(body) {
    if (body.totals_html) this.replaceTotals(body.totals_html);
    this.fillDetails();
    if (!body.conflict) this.tellHeader(body.version);
    emit("lines-saved", { version: body.version });
    this.tellSoon();
  }

  replaceTotals(markup) {
    const fresh = new DOMParser().parseFromString(markup, "text/html").body;
    const holder = document.querySelector("[data-totals]");
    holder?.replaceChildren(...fresh.childNodes);
    if (holder) window.htmx.process(holder);
  }

  say() {
    if (this.book.hasWork) this.messages.say("unsaved");
    else this.messages.say(this.book.problems.length ? "attention" : "saved");
  }

  // The header of the same record is seen in the version that our own save made.
  tellHeader(version) {
    for (const field of all('form[data-record-form] input[name="version"]')) field.value = version;
  }

  insist(key, field) {
    this.book.insist(key, field);
    this.show([key]);
    this.save();
  }

  yield(key, field) {
    this.book.yield(key, field);
    this.show([key]);
    this.say();
  }

  // --- the line's details below ----------------------------------------------------------

  editDetail(control) {
    const value = control.type === "checkbox" ? String(control.checked) : control.value;
    const key = this.current;
    if (!key) return;
    this.commit([{ key, field: control.dataset.lineField, value }]);
    if (!this.spec(control.dataset.lineField)) this.book.put(String(key), control.dataset.lineField, value);
  }

  fillDetails() {
    for (const control of all("[data-line-field]")) {
      const error = this.book.error(this.current, control.dataset.lineField);
      control.classList.toggle("is-invalid", Boolean(error));
      control.toggleAttribute("aria-invalid", Boolean(error));
      control.title = error?.message ?? "";
      if (error || control === document.activeElement || control.type === "checkbox") continue;
      const shown = this.book.row(this.current)?.shown[control.dataset.lineField];
      if (shown === undefined || (control.type === "date" && !ISO_DAY.test(shown))) continue;
      control.value = shown;
    }
  }

  // --- columns ---------------------------------------------------------------------------

  rememberColumns() {
    const saved = {};
    for (const column of this.table.getColumns()) {
      if (column.getField()) saved[column.getField()] = { width: column.getWidth(), hidden: !column.isVisible() };
    }
    remember(`grid.${this.config.key}`, saved);
  }

  fillColumnMenu(menu) {
    menu.replaceChildren(
      ...this.columns.map((column) =>
        element(
          "label",
          { class: "dropdown-item form-check" },
          element("input", {
            type: "checkbox", class: "form-check-input", checked: this.table.getColumn(column.field).isVisible(),
            onchange: (event) => this.showColumn(column.field, event.target.checked),
          }),
          element("span", {}, column.title),
        ),
      ),
    );
  }

  showColumn(field, isShown) {
    if (isShown) this.table.showColumn(field);
    else this.table.hideColumn(field);
    this.table.redraw();
    this.rememberColumns();
  }

  toggleFull(button) {
    const isFull = this.root.classList.toggle("grid-full");
    document.documentElement.classList.toggle("has-full-grid", isFull);
    button.setAttribute("aria-pressed", String(isFull));
    this.table.setHeight(isFull ? Math.max(240, innerHeight - this.root.querySelector("[data-grid-table]").getBoundingClientRect().top - 40) : this.height());
  }

  // --- listening -------------------------------------------------------------------------

  listen() {
    const holder = this.root.querySelector("[data-grid-table]");
    holder.addEventListener("keydown", (event) => handleKey(this, event));
    holder.addEventListener("copy", (event) => this.copy(event));
    holder.addEventListener("cut", (event) => (this.copy(event), this.clear()));
    holder.addEventListener("paste", (event) => this.paste(event));
    document.addEventListener("pointerdown", (event) => {
      if (!holder.contains(event.target)) this.isInside = false;
    });
    holder.addEventListener("focusout", (event) => {
      if (event.relatedTarget && !holder.contains(event.relatedTarget)) this.isInside = false;
    });
    holder.addEventListener("focusin", (event) => {
      this.isInside = true;
      if (event.target === this.table.rowManager.element && this.isBuilt) this.range.focusActive();
    });
    this.root.addEventListener("focusout", (event) => {
      if (!this.root.contains(event.relatedTarget)) setTimeout(() => this.left(), 0);
    });
  }

  left() {
    if (!this.root.isConnected || this.root.contains(document.activeElement) || document.querySelector("dialog[open]")) return;
    this.dropBlanks();
    this.save();
  }
}

const grids = new Map();
const gridOf = (inside) => grids.get(inside.closest("[data-grid]"));
const present = () => [...grids.values()].filter((grid) => grid.root.isConnected && grid.book);

each("[data-grid]", (root) => grids.set(root, new Grid(root)));

on("click", "[data-grid-add]", (event, button) => gridOf(button)?.addLine());
on("click", "[data-grid-remove]", (event, button) => gridOf(button)?.removeSelected());
on("click", "[data-grid-full]", (event, button) => gridOf(button)?.toggleFull(button));
on("change", "[data-line-field]", (event, control) => present()[0]?.editDetail(control));
document.addEventListener("toggle", (event) => {
  if (event.target.matches?.("[data-grid-columns]") && event.newState === "open") gridOf(event.target)?.fillColumnMenu(event.target);
}, true);
document.addEventListener("htmx:after:swap", () => present().forEach((grid) => grid.fillDetails()));
document.addEventListener("save-wanted", () => present().forEach((grid) => grid.save({ isAsked: true })));
addEventListener("beforeunload", (event) => {
  if (present().some((grid) => grid.book.hasWork)) event.preventDefault();
});


// Actions run on what is stored: pending changes go first, then the button is pressed again.
const PATIENCE = 50;

async function until(isDone) {
  for (let turn = 0; !isDone() && turn < 200; turn++) await new Promise((resolve) => setTimeout(resolve, PATIENCE));
}

async function settled(grid) {
  await grid.save({ isAsked: true });
  await until(() => !grid.book.onItsWay || grid.book.onItsWay.lost);
}

// Saving lines draws the action pane anew: the button that was pressed is another one by then.
async function pressAgain(button) {
  await until(() => !document.querySelector("#record-pane.htmx-request"));
  const again = document.getElementById(button.id) ?? button;
  again.dataset.needsSaved = "done";
  again.click();
  again.dataset.needsSaved = "";
}

on(
  "click",
  "[data-needs-saved]",
  async (event, button) => {
    const busy = present().filter((grid) => grid.book.hasWork);
    if (!busy.length || button.dataset.needsSaved === "done") return;
    event.preventDefault();
    event.stopPropagation();
    await Promise.all(busy.map(settled));
    await pressAgain(button);
  },
  true,
);
