// Menus are popovers: the browser opens, closes and stacks them; this places them and moves the focus.
import { all, emit, on } from "./core.js";
import { placeBelow } from "./places.js";

const ITEMS = 'a[href], button:not([disabled]), [role="menuitemradio"]';

const opener = (menu) => document.querySelector(`[popovertarget="${CSS.escape(menu.id)}"]`);
const items = (menu) => all(ITEMS, menu).filter((item) => item.offsetParent !== null);

function opened(menu) {
  const button = opener(menu);
  button?.setAttribute("aria-expanded", "true");
  if (button && menu.dataset.menu !== "side") placeBelow(menu, button);
  if (menu.dataset.focus !== "none") items(menu)[0]?.focus({ preventScroll: true });
  emit("menu-opened", {}, menu);
}

function closed(menu) {
  const button = opener(menu);
  button?.setAttribute("aria-expanded", "false");
  if (menu.contains(document.activeElement)) button?.focus({ preventScroll: true });
}

function step(event, menu) {
  const list = items(menu);
  const at = list.indexOf(document.activeElement);
  const next = { ArrowDown: at + 1, ArrowUp: at - 1 + list.length, Home: 0, End: list.length - 1 }[event.key];
  if (next === undefined || !list.length || event.target.matches("input, textarea, select")) return;
  event.preventDefault();
  list[next % list.length].focus();
}

document.addEventListener(
  "toggle",
  (event) => {
    if (!event.target.matches?.("[data-menu]")) return;
    if (event.newState === "open") opened(event.target);
    else closed(event.target);
  },
  true,
);

on("keydown", "[data-menu]", step);

// Choosing something ends a menu, unless it is one that stays open while several things are ticked.
on("click", "[data-menu] :is(a, button)", (event, item) => {
  const menu = item.closest("[data-menu]");
  if (!menu.hasAttribute("data-stay") && !item.hasAttribute("popovertarget")) menu.hidePopover();
});

// A menu whose entries arrived after it opened has a new size and takes the focus.
document.addEventListener("htmx:after:swap", () => {
  for (const menu of all("[data-menu]:popover-open")) {
    if (!opener(menu) || menu.dataset.menu === "side") continue;
    placeBelow(menu, opener(menu));
    if (menu.dataset.focus !== "none" && !menu.contains(document.activeElement)) items(menu)[0]?.focus({ preventScroll: true });
  }
});
addEventListener("resize", () => all("[data-menu]:popover-open").forEach((menu) => menu.hidePopover()));
