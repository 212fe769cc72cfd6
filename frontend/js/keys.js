// Keyboard shortcuts. Single keys can be switched off, because speech input and slips press them too.
import { all, each, isTyping, on, recall, remember } from "./core.js";
import { openPalette } from "./palette.js";

const isOn = () => recall("shortcuts", true);

const help = () => document.getElementById("shortcuts");

function focusSearch() {
  const field = document.querySelector("[data-search]");
  if (field?.offsetParent) field.focus();
  else openPalette();
  field?.select();
}

function single(event) {
  if (event.key === "?") help()?.showModal();
  else if (event.key === "/") focusSearch();
  else {
    const button = all("[data-shortcut]").find((each) => each.dataset.shortcut === event.key && each.offsetParent);
    if (!button) return;
    button.click();
  }
  event.preventDefault();
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing) return;
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
    event.preventDefault();
    openPalette();
  } else if (isOn() && !event.ctrlKey && !event.metaKey && !event.altKey && !isTyping(event.target) && !document.querySelector("dialog[open]")) {
    single(event);
  }
});

each("[data-shortcuts-switch]", (box) => {
  box.checked = isOn();
  box.addEventListener("change", () => remember("shortcuts", box.checked));
});
on("click", "[data-opens]", (event, button) => document.getElementById(button.dataset.opens)?.showModal());
on("click", "[data-closes]", (event, button) => button.closest("dialog")?.close());

// Theme: light, dark, or as the system.
on("click", "[data-theme]", (event, button) => {
  document.dispatchEvent(new CustomEvent("theme-chosen", { detail: button.dataset.theme }));
  showTheme();
});
function showTheme() {
  const choice = document.documentElement.dataset.themeChoice;
  for (const button of all("[data-theme]")) button.setAttribute("aria-checked", String(button.dataset.theme === choice));
}
showTheme();

on("click", "[data-print]", () => print());
