// Record forms: what changed is known, only that is sent, and nothing typed is lost by accident.
import { all, each, emit, element, newToken, on, text } from "./core.js";
import { ask } from "./ask.js";
import { reveal } from "./tabs.js";

const CONTROLS = "input[name], select[name], textarea[name]";
const ALWAYS_SENT = 'input[type="hidden"]';

const valueOf = (control) => (control.type === "checkbox" ? String(control.checked) : control.value);

// `data-was` is the stored value; a form that came back with errors shows another one.
const wasOf = (control) => control.dataset.was ?? (control.type === "checkbox" ? String(control.defaultChecked) : control.defaultValue);

const controls = (form) => [...form.elements].filter((control) => control.matches(CONTROLS) && !control.matches(ALWAYS_SENT));

export const changed = (form) => controls(form).filter((control) => valueOf(control) !== wasOf(control));

function weigh(form) {
  const count = changed(form).length;
  form.toggleAttribute("data-dirty", count > 0);
  for (const control of controls(form)) {
    control.closest(".field")?.classList.toggle("field-changed", valueOf(control) !== wasOf(control));
  }
  const said = form.querySelector("[data-changed-count]");
  if (said) said.textContent = text(count === 1 ? "one-change" : "changes", { count });
  emit("form-weighed", { count }, form);
}

each("form[data-record-form]", weigh);
on("input", "form[data-record-form]", (event, form) => weigh(form));
on("change", "form[data-record-form]", (event, form) => weigh(form));

on("click", "[data-discard]", async (event, button) => {
  const form = button.closest("form");
  if (!(await ask(text("discard-changes"), { yes: text("discard"), danger: true }))) return;
  for (const control of controls(form)) {
    if (control.type === "checkbox") control.checked = wasOf(control) === "true";
    else control.value = wasOf(control);
    control.dispatchEvent(new Event("change", { bubbles: true }));
    markValid(control);
  }
  weigh(form);
});

// One token per intention: it stays while the same values are sent again, and is new for new values.
each('form:has(> input[name="token"])', (form) => {
  const token = form.elements.namedItem("token");
  if (!token.value) token.value = newToken();
  form.addEventListener("input", () => (token.value = newToken()));
});

// Unchanged fields stay at home: what somebody else changed meanwhile is then no conflict. A new record
// takes everything along, for what it is shown with may be a proposal.
document.addEventListener("htmx:config:request", (event) => {
  const { request } = event.detail.ctx;
  const form = request.form;
  if (!form?.matches("[data-record-form]") || !request.body?.delete) return;
  for (const control of controls(form)) {
    const isWanted = form.hasAttribute("data-new") || valueOf(control) !== wasOf(control);
    request.body.delete(control.name);
    if (isWanted) request.body.set(control.name, valueOf(control));
  }
});

export function markInvalid(control, message) {
  const id = `${control.id}-error`;
  const holder = control.closest(".field") ?? control.parentElement;
  control.setAttribute("aria-invalid", "true");
  control.classList.add("is-invalid");
  let note = document.getElementById(id);
  if (!note) {
    note = element("div", { id, class: "field-error" });
    holder.append(note);
  }
  note.textContent = message;
  const described = new Set((control.getAttribute("aria-describedby") ?? "").split(" ").filter(Boolean));
  control.setAttribute("aria-describedby", [...described.add(id)].join(" "));
}

export function markValid(control) {
  control.removeAttribute("aria-invalid");
  control.classList.remove("is-invalid");
  document.getElementById(`${control.id}-error`)?.remove();
}

on("input", "[aria-invalid]", (event, control) => markValid(control));

// Messages name their field: the field is marked and the message leads to it.
each("[data-for]", (message) => {
  const control = document.getElementById(message.dataset.for);
  if (control) markInvalid(control, message.dataset.message ?? message.textContent.trim());
});
on("click", "[data-jump]", (event, link) => {
  const control = document.getElementById(link.dataset.jump);
  if (!control) return;
  event.preventDefault();
  reveal(control);
  control.focus();
});

document.addEventListener("keydown", (event) => {
  if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "s") return;
  const form = document.querySelector("form[data-record-form][data-dirty]");
  event.preventDefault();
  emit("save-wanted");
  form?.requestSubmit();
});

addEventListener("beforeunload", (event) => {
  if (all("form[data-record-form][data-dirty]").length) event.preventDefault();
});

// Choosing a file shows its name where a styled drop area stands in for the control.
on("change", "[data-drop] input[type=file]", (event, input) => {
  const said = input.closest("[data-drop]").querySelector("[data-file-name]");
  if (said) said.textContent = [...input.files].map((file) => file.name).join(", ");
});
on("dragover", "[data-drop]", (event, area) => {
  event.preventDefault();
  area.classList.add("drop-over");
});
on("dragleave", "[data-drop]", (event, area) => area.classList.remove("drop-over"));
on("drop", "[data-drop]", (event, area) => {
  event.preventDefault();
  area.classList.remove("drop-over");
  const input = area.querySelector("input[type=file]");
  input.files = event.dataTransfer.files;
  input.dispatchEvent(new Event("change", { bubbles: true }));
});

// A choice that takes effect at once, such as the company of a report.
on("change", "[data-submits], form[data-submits-all] :is(select, input[type=checkbox])", (event, control) => control.form.requestSubmit());
