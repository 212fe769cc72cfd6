// Action dialogs: the server sends the form, the preview, the refusals and the outcome; this opens,
// keeps what was typed, and makes sure that a double click is one act.
import { all, announce, each, element, emit, icon, on, text } from "./core.js";
import { ask } from "./ask.js";
import { markValid } from "./forms.js";

const FIRST = "[autofocus], [aria-invalid], input:not([type=hidden]):not([readonly]):not([disabled]), select:not([disabled]), textarea";

const openers = new WeakMap();
const typed = new WeakSet();

function open(dialog, opener) {
  typed.delete(dialog);
  if (!dialog.open) {
    openers.set(dialog, opener?.id ? `#${CSS.escape(opener.id)}` : opener);
    dialog.showModal();
  }
  (dialog.querySelector(FIRST) ?? dialog.querySelector("h2"))?.focus();
}

function close(dialog) {
  dialog.close();
}

function returnFocus(dialog) {
  const opener = openers.get(dialog);
  const target = typeof opener === "string" ? document.querySelector(opener) : opener;
  if (target?.isConnected) target.focus();
}

async function leave(dialog) {
  if (!typed.has(dialog) || (await ask(text("discard-typed"), { yes: text("discard"), danger: true }))) close(dialog);
}

each("dialog[data-dialog]", (dialog) => {
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault();
    leave(dialog);
  });
  dialog.addEventListener("close", () => {
    dialog.replaceChildren();
    returnFocus(dialog);
  });
});

document.addEventListener("htmx:after:swap", (event) => {
  const { ctx } = event.detail;
  const target = typeof ctx.target === "string" ? document.querySelector(ctx.target) : ctx.target;
  if (target?.matches?.("dialog[data-dialog]")) {
    if (target.childElementCount) open(target, ctx.sourceElement);
    else close(target);
  } else if (target?.matches?.("[data-result]")) {
    showResult(target);
  }
});

function showResult(panel) {
  const head = panel.querySelector("[data-head]");
  panel.scrollIntoView({ block: "nearest" });
  head?.focus({ preventScroll: true });
  announce(head?.textContent.trim() ?? "");
}

on("click", "[data-close]", (event, button) => leave(button.closest("dialog")));
document.addEventListener("dialog-close", () => all("dialog[data-dialog][open]").forEach(close));

on("input", "form[data-action-form]", (event, form) => {
  const dialog = form.closest("dialog");
  if (dialog) typed.add(dialog);
  ageResult(form);
});

// A preview of other values must not be taken for a preview of these.
function ageResult(form) {
  const panel = form.querySelector("[data-result]");
  if (!panel?.childElementCount || panel.classList.contains("result-old")) return;
  panel.classList.add("result-old");
  panel.prepend(element("p", { class: "result-note" }, icon("refresh-alert"), text("values-changed")));
}

document.addEventListener("htmx:before:request", (event) => {
  const form = event.detail.ctx.sourceElement.closest?.("form[data-action-form]");
  if (!form) return;
  form.setAttribute("aria-busy", "true");
  for (const control of all("[aria-invalid]", form)) markValid(control);
});
document.addEventListener("htmx:finally:request", (event) => {
  const form = event.detail.ctx.sourceElement.closest?.("form[data-action-form]");
  if (!form) return;
  form.removeAttribute("aria-busy");
  form.querySelector("[data-result]")?.classList.remove("result-old");
});

// Rows inside a dialog: take the proposals, clear them, add one more.
function fill(table, column, take) {
  for (const input of all(`[data-column="${CSS.escape(column)}"]`, table)) {
    if (input.disabled || input.readOnly) continue;
    if (input.type === "checkbox") input.checked = take(input) === "true";
    else input.value = take(input);
  }
  table.dispatchEvent(new Event("input", { bubbles: true }));
}
on("click", "[data-take]", (event, button) => {
  fill(button.closest("form").querySelector("[data-rows]"), button.dataset.take, (input) => input.dataset.proposal ?? "");
});
on("click", "[data-clear]", (event, button) => {
  fill(button.closest("form").querySelector("[data-rows]"), button.dataset.clear, () => "");
});
on("click", "[data-add-row]", (event, button) => {
  const table = button.closest("form").querySelector("[data-rows]");
  const blank = table.querySelector("template");
  const number = all("tbody tr", table).length;
  const row = blank.content.cloneNode(true);
  for (const control of all("[name], [id], [for]", row)) {
    for (const name of ["name", "id", "for"]) {
      const value = control.getAttribute(name);
      if (value) control.setAttribute(name, value.replace("__row__", number));
    }
  }
  [...table.tBodies].at(-1).append(row);
  all("tbody tr:last-child input, tbody tr:last-child select", table)[0]?.focus();
});
on("click", "[data-drop-row]", (event, button) => {
  const form = button.closest("form");
  button.closest("tr").remove();
  emit("input", {}, form);
});

// Questions with many answers: all of them at once.
on("change", "[data-question-all]", (event, box) => {
  for (const each of all("input[name]:not([disabled], [type=hidden])", box.closest("[data-question]"))) each.checked = box.checked;
});

// Rows under headings: a heading unfolds its rows, and ticks all of them.
on("click", "[data-unfold]", (event, button) => {
  const isFolded = button.closest("tbody").classList.toggle("rows-folded");
  button.setAttribute("aria-expanded", String(!isFolded));
});
on("change", "[data-group-all]", (event, box) => {
  for (const each of all('td input[type="checkbox"]', box.closest("tbody"))) each.checked = box.checked;
});

// Another document whose rows are offered: the dialog comes anew.
function find(dialog) {
  const field = dialog.querySelector("[data-dialog-find]");
  const url = new URL(field.dataset.dialogFind, location.href);
  if (field.value.trim()) url.searchParams.set("find", field.value.trim());
  window.htmx.ajax("GET", url.pathname + url.search, { target: "#dialog", swap: "innerHTML" });
}
on("click", "[data-find-now]", (event, button) => find(button.closest("dialog")));
on("keydown", "[data-dialog-find]", (event, field) => {
  if (event.key !== "Enter") return;
  event.preventDefault();
  find(field.closest("dialog"));
});

// What the numbers of a column come to, and what is left of what they should.
const figure = (text, { decimal, group }) => Number(text.replaceAll(group, "").replace(/\s/g, "").replace(decimal, ".")) || 0;
function addUp(line) {
  const form = line.closest("form");
  const inputs = all(`[data-column="${CSS.escape(line.dataset.rowSum)}"]`, form);
  const counted = inputs.filter((input) => !input.closest("tr").querySelector('input[name$="-remove"]:checked'));
  const places = 10 ** 8;
  const total = counted.reduce((sum, input) => sum + Math.round(figure(input.value, line.dataset) * places), 0) / places;
  const rest = Math.round((figure(line.dataset.wanted, line.dataset) - total) * places) / places;
  const write = new Intl.NumberFormat(document.documentElement.lang || undefined, { maximumFractionDigits: 8 });
  line.querySelector("[data-sum-total]").textContent = write.format(total);
  line.querySelector("[data-sum-rest]").textContent = write.format(rest);
  line.classList.toggle("rows-sum-off", rest !== 0);
}
each("[data-row-sum]", addUp);
for (const type of ["input", "change"]) {
  on(type, "form[data-action-form]", (event, form) => all("[data-row-sum]", form).forEach(addUp));
}
