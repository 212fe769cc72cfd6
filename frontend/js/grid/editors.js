// Cell editors. Typing on a cell replaces its value and arrows then leave it; F2 keeps the value and
// arrows move the caret. Enter, Tab and leaving take the value over, Escape gives the old one back.
import { combobox, fetchFrom } from "../combobox.js";
import { element } from "../core.js";

const MOVES = { Enter: [1, 0], Tab: [0, 1] };
const ARROWS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

// `grid` gives `typed` (the text that opened the editor, or null for F2) and `move(rows, columns)`.
export function editorFor(grid) {
  return (column) => (cell, onRendered, success, cancel) => {
    const typed = grid.typed;
    const before = cell.getValue() ?? "";
    const input = makeInput(grid, column, typed ?? labelOf(column, before));
    let isOver = false;

    const finish = (keep) => {
      if (isOver) return;
      isOver = true;
      const value = valueOf(column, input.value);
      if (keep && value !== before) success(value);
      else cancel();
    };
    const box = lookup(column, input);

    onRendered(() => {
      input.focus({ preventScroll: true });
      if (typed === null) input.select();
      else input.setSelectionRange(input.value.length, input.value.length);
      if (typed) box?.search();
    });
    input.addEventListener("blur", () => finish(true));
    input.addEventListener("keydown", (event) => {
      if (event.isComposing) return;
      const away = MOVES[event.key] ?? (typed !== null && !box?.isOpen() ? ARROWS[event.key] : undefined);
      event.stopPropagation();
      if (event.key === "Escape") {
        event.preventDefault();
        finish(false);
      } else if (away && !event.altKey) {
        event.preventDefault();
        const sign = event.shiftKey && MOVES[event.key] ? -1 : 1;
        finish(true);
        grid.move(away[0] * sign, away[1] * sign);
      } else if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s") {
        event.preventDefault();
        finish(true);
        grid.save({ isAsked: true });
      }
    });
    return wrap(column, input);
  };
}

function makeInput(grid, column, value) {
  return element("input", {
    class: "cell-input",
    type: "text",
    value,
    inputmode: column.kind === "number" ? "decimal" : null,
    maxlength: column.max_length,
    "aria-label": column.title,
    autocomplete: "off",
    spellcheck: column.kind === "text" ? null : "false",
  });
}

const labelOf = (column, value) => (column.kind === "choice" ? (column.choices.find(([key]) => key === value)?.[1] ?? value) : value);

// A choice is typed by its label; what matches none is sent as typed, and the server says what is wrong.
function valueOf(column, typed) {
  if (column.kind !== "choice") return typed.trim();
  const wanted = typed.trim().toLocaleLowerCase();
  const exact = column.choices.find(([key, label]) => [key, label].some((word) => word.toLocaleLowerCase() === wanted));
  const begun = column.choices.filter(([, label]) => label.toLocaleLowerCase().startsWith(wanted));
  return exact?.[0] ?? (wanted && begun.length === 1 ? begun[0][0] : typed.trim());
}

function lookup(column, input) {
  if (column.kind === "choice") {
    const results = column.choices.map(([value, label]) => ({ value, label }));
    const find = async (typed) => {
      const wanted = typed.toLocaleLowerCase();
      const matching = results.filter(({ label }) => label.toLocaleLowerCase().includes(wanted));
      return results.some(({ label }) => label === typed) ? results : matching;
    };
    return combobox(input, { find, onlyListed: true });
  }
  if (column.kind === "ref" && column.lookup_url) {
    return combobox(input, { find: (typed) => fetchFrom(column.lookup_url, typed) });
  }
  return null;
}

// Dates can be typed in the user's own form, or picked: Alt+Down opens the browser's calendar.
function wrap(column, input) {
  if (column.kind !== "date") return input;
  const calendar = element("input", { type: "date", class: "cell-calendar", tabindex: -1, "aria-hidden": "true" });
  calendar.addEventListener("change", () => {
    input.value = calendar.value;
    input.focus();
  });
  input.addEventListener("keydown", (event) => {
    if (event.key !== "ArrowDown" || !event.altKey) return;
    event.preventDefault();
    calendar.showPicker?.();
  });
  return element("span", { class: "cell-date-editor" }, input, calendar);
}
