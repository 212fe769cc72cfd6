// Ctrl-K: every action of this page, every page and every record, by typing a part of its name.
import { debounce, element, icon, requestJson, text } from "./core.js";

const PAUSE = 120;

const palette = () => document.getElementById("palette");
let entries = [];
let active = 0;

const input = () => palette().querySelector("input");
const list = () => palette().querySelector('[role="listbox"]');

function activate(index) {
  const options = [...list().querySelectorAll('[role="option"]')];
  if (!options.length) return;
  active = (index + options.length) % options.length;
  options.forEach((option, at) => option.setAttribute("aria-selected", String(at === active)));
  options[active].scrollIntoView({ block: "nearest" });
  input().setAttribute("aria-activedescendant", options[active].id);
}

function option(entry, index) {
  return element(
    "li",
    {
      id: `palette-${index}`,
      role: "option",
      "aria-disabled": entry.reason ? "true" : null,
      onclick: () => go(entry),
      onpointermove: () => index !== active && activate(index),
    },
    icon(entry.icon || "chevron-right"),
    element("span", { class: "palette-label" }, entry.label),
    element("span", { class: "palette-hint" }, entry.reason || entry.hint || ""),
  );
}

function draw() {
  const parts = [];
  let group = null;
  entries.forEach((entry, index) => {
    if (entry.group !== group) {
      group = entry.group;
      parts.push(element("li", { role: "presentation", class: "palette-group" }, group));
    }
    parts.push(option(entry, index));
  });
  if (!entries.length) parts.push(element("li", { class: "options-empty" }, text("nothing-found")));
  list().replaceChildren(...parts);
  activate(0);
}

let latest = 0;

async function load() {
  const turn = ++latest;
  const url = new URL(palette().dataset.url, location.href);
  url.searchParams.set("q", input().value);
  url.searchParams.set("at", location.pathname);
  try {
    const { status, body } = await requestJson(url);
    if (turn !== latest || status !== 200) return;
    entries = body.entries;
  } catch {
    entries = [];
  }
  draw();
}

const loadSoon = debounce(load, PAUSE);

function go(entry) {
  if (!entry || entry.reason) return;
  palette().close();
  if (entry.dialog) window.htmx.ajax("GET", entry.dialog, { target: "#dialog", swap: "innerHTML" });
  else location.assign(entry.url);
}

export function openPalette() {
  if (!palette() || palette().open) return;
  palette().showModal();
  input().value = "";
  load();
}

document.addEventListener("input", (event) => event.target.matches("#palette input") && loadSoon());
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-palette]")) openPalette();
  else if (event.target === palette()) palette().close();
});
document.addEventListener("keydown", (event) => {
  if (!palette()?.open) return;
  if (event.key === "ArrowDown") activate(active + 1);
  else if (event.key === "ArrowUp") activate(active - 1);
  else if (event.key === "Enter") go(entries[active]);
  else return;
  event.preventDefault();
});
