// The grid's cursor. Tabulator draws the range; where it goes, which cell has the focus and how
// much is redrawn is decided here: the module's own way redraws every row on every step.
import { SelectRangeModule } from "tabulator-tables";

export class CellRange extends SelectRangeModule {
  constructor(table) {
    super(table);
    this.lit = new Set();
    this.stop = null;
  }

  _handleKeyDown() {} // keys.js listens instead

  initializeFocus() {
    this.focusActive();
  }

  restoreFocus() {
    this.focusActive();
    return true;
  }

  finishEditingCell() {
    this.focusActive();
  }

  // Rows come and go, the cursor stays where it was, or as near as it can.
  setDefaultRange() {
    const place = this.place;
    if (!place) return super.setDefaultRange();
    const row = Math.min(place.row, this.rowCount - 1);
    this.activeRange.setStart(row, place.column);
    this.activeRange.setEnd(row, place.column);
    this.layoutElement();
  }

  // Redraws the rows on screen and those that were lit before, never all of them.
  layoutElement() {
    const visible = this.table.rowManager.getVisibleRows(true).filter((row) => row.type === "row");
    const stale = [...this.lit].filter((row) => !visible.includes(row) && row.cells.length);
    for (const row of [...visible, ...stale]) {
      this.layoutRow(row);
      for (const cell of row.cells) if (cell.loaded) this.renderCell(cell);
    }
    this.lit = new Set(visible.filter((row) => this.ranges.some((range) => range.occupiesRow(row))));
    for (const column of this.getTableColumns()) this.layoutColumn(column);
    this.layoutRanges();
  }

  get rowCount() {
    return this.getTableRows().length;
  }

  get columnCount() {
    return this.getTableColumns().length;
  }

  get first() {
    return this.rowHeader ? 1 : 0;
  }

  // Where the cursor stands: the range's fixed corner, its moving corner, and its edges.
  get place() {
    const range = this.activeRange;
    if (!range || range.start.row === undefined || !this.rowCount) return null;
    const { start, end, top, bottom, left, right } = range;
    return { row: start.row, column: start.col, end: { row: end.row, column: end.col }, top, bottom, left, right };
  }

  goTo(row, column, { extend = false, focus = true } = {}) {
    if (!this.rowCount) return;
    if (!this.activeRange) this.addRange();
    const range = this.activeRange;
    const target = [limited(row, 0, this.rowCount - 1), limited(column, this.first, this.columnCount - 1)];
    this.selecting = "cell";
    if (!extend) range.setStart(...target);
    range.setEnd(...target);
    this.bringIntoView(...target);
    this.layoutElement();
    if (focus) this.focusActive(extend ? target : undefined);
  }

  selectAll() {
    if (!this.rowCount) return;
    this.activeRange.setStart(0, this.first);
    this.activeRange.setEnd(this.rowCount - 1, this.columnCount - 1);
    this.layoutElement();
  }

  bringIntoView(rowAt, columnAt) {
    const row = this.getRowByRangePos(rowAt);
    const column = this.getColumnByRangePos(columnAt);
    if (row.getElement().parentNode) this.autoScroll(this.activeRange, row.getElement(), column.getElement());
    else row.getComponent().scrollTo("nearest", false);
  }

  // One cell is the grid's stop for the Tab key; the screen reader reads what has the focus.
  focusActive([row, column] = []) {
    const cell = row === undefined ? this.getActiveCell() : this.getCell(row, column);
    const element = cell?.getElement();
    if (this.stop && this.stop !== element) {
      this.stop.tabIndex = -1;
      this.stop.classList.remove("cell-stop");
    }
    if (!element) return;
    element.tabIndex = 0;
    element.classList.add("cell-stop");
    this.stop = element;
    if (element.isConnected) element.focus({ preventScroll: true });
  }
}

const limited = (value, least, most) => Math.max(least, Math.min(value, most));
