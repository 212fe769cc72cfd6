// How cells and headers look. Values are text as the server wrote it for this user; nothing is
// parsed or formatted here, and nothing reaches the page as markup.
import { element, icon, text } from "../core.js";

const NUMBERS = new Set(["number"]);
const WIDTHS = { number: 104, date: 104, flag: 64, choice: 130, ref: 110, text: 140 };
const SMALLEST = 48;

export const lockOf = (book, column, key) => (column.editable ? book.lock(key, column.field) : column.reason || text("not-editable"));

function content(column, value) {
  if (column.kind === "flag") return value === "true" ? icon("check", text("yes")) : document.createTextNode("");
  if (column.kind === "choice") return choice(column, value);
  if (NUMBERS.has(column.kind)) return element("bdi", { dir: "ltr" }, value);
  return element("bdi", {}, value);
}

function choice(column, value) {
  const label = column.choices?.find(([key]) => key === value)?.[1] ?? value;
  const tone = column.tones?.[value];
  return tone && label ? element("span", { class: `badge bg-${tone}-lt` }, label) : element("bdi", {}, label);
}

// Marks a cell that is wrong, unsaved or locked. Called when a cell is drawn and when its state changes.
export function decorate(book, column, key, node) {
  const error = book.error(key, column.field);
  const lock = lockOf(book, column, key);
  node.classList.toggle("cell-bad", Boolean(error));
  node.classList.toggle("cell-pending", !error && book.isPending(key, column.field));
  node.classList.toggle("cell-locked", Boolean(lock));
  node.classList.toggle("cell-required", Boolean(column.required && !lock && !book.shown(key, column.field) && book.row(key)?.line === null));
  node.title = error?.message ?? (book.lock(key, column.field) || "");
  if (!node.classList.contains("cell-stop")) node.tabIndex = -1;
  attribute(node, "aria-invalid", error ? "true" : null);
  attribute(node, "aria-readonly", lock ? "true" : null);
  attribute(node, "aria-errormessage", error ? `fault-${key}-${column.field}` : null);
}

function attribute(node, name, value) {
  if (value === null) node.removeAttribute(name);
  else node.setAttribute(name, value);
}

function heading(column) {
  const title = element("span", { class: "grid-heading", title: column.help || column.title }, column.title);
  if (column.required) title.append(element("span", { class: "grid-required", "aria-hidden": "true" }, "*"));
  return title;
}

// Numbers sort as numbers, dates by their machine form, the rest as people sort names.
function sorter(column, { decimal, sortKey }) {
  const collator = new Intl.Collator(document.documentElement.lang || undefined, { numeric: true });
  const foreign = new RegExp(`[^0-9\\-${decimal === "." ? "." : decimal}]`, "g");
  const plain = (value) => Number(String(value ?? "").replace(foreign, "").replace(decimal, ".")) || 0;
  if (NUMBERS.has(column.kind)) return (one, other) => plain(one) - plain(other);
  if (column.kind === "date") {
    return (one, other, a, b) => collator.compare(sortKey(a, column.field) ?? one, sortKey(b, column.field) ?? other);
  }
  return (one, other) => collator.compare(one ?? "", other ?? "");
}

export function columnDefinition(book, column, editor, locale, saved = {}) {
  const isNumber = NUMBERS.has(column.kind);
  return {
    field: column.field,
    title: column.title,
    titleFormatter: () => heading(column),
    width: saved.width ?? column.width ?? undefined,
    minWidth: column.min_width ?? SMALLEST,
    widthGrow: column.grow ?? (column.kind === "text" ? 1 : 0),
    visible: saved.hidden ?? column.hidden ? false : true,
    frozen: column.frozen || undefined,
    hozAlign: isNumber ? "right" : column.kind === "flag" ? "center" : undefined,
    headerHozAlign: isNumber ? "right" : undefined,
    cssClass: `cell-${column.kind}`,
    sorter: sorter(column, locale),
    editor: column.editable && column.kind !== "flag" ? editor(column) : undefined,
    formatter: (cell) => {
      decorate(book, column, cell.getData().key, cell.getElement());
      return content(column, cell.getValue() ?? "");
    },
    ...(saved.width || column.width ? {} : { width: WIDTHS[column.kind] ?? WIDTHS.text }),
  };
}

// The first column never scrolls away: a box to choose the line, its marks, its number.
export function rowHeader(book, { label, isChosen, choose, chooseAll }) {
  return {
    field: "line",
    width: 92,
    frozen: true,
    headerSort: false,
    resizable: false,
    cssClass: "cell-line",
    titleFormatter: () =>
      element(
        "span",
        { class: "grid-line" },
        element("input", {
          type: "checkbox", class: "form-check-input", tabindex: -1, "aria-label": text("choose-all"),
          onchange: (event) => chooseAll(event.target.checked), onmousedown: (event) => event.stopPropagation(),
        }),
        element("span", { class: "grid-heading" }, label),
      ),
    formatter: (cell) => lineHead(book, cell.getData(), { label, isChosen, choose }),
  };
}

function lineHead(book, { key }, { label, isChosen, choose }) {
  const row = book.row(key);
  const box = element("input", {
    type: "checkbox", class: "form-check-input", tabindex: -1, checked: isChosen(key),
    "aria-label": `${text("choose")} ${label} ${row?.line ?? ""}`,
    onchange: (event) => choose(key, event.target.checked), onmousedown: (event) => event.stopPropagation(),
  });
  const marks = (row?.marks ?? []).map((mark) =>
    element("span", { class: `text-${mark.tone}`, title: mark.label }, icon(mark.icon, mark.label)),
  );
  const number = row?.line ?? icon("asterisk", text("new-line"));
  return element("span", { class: "grid-line" }, box, element("bdi", { class: "grid-number" }, String(row?.line ?? "") || number), ...marks);
}
