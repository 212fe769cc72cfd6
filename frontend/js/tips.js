// Reasons why something is unavailable: shown on hover and on focus, so the keyboard learns them too.
import { announce, on } from "./core.js";
import { placeBelow } from "./places.js";

const PAUSE = 120;
let shown = null;
let timer;

const tipOf = (element) => document.getElementById(element.dataset.tip);

function show(element) {
  const tip = tipOf(element);
  if (!tip || tip === shown) return;
  hide();
  tip.showPopover();
  placeBelow(tip, element);
  shown = tip;
}

function hide() {
  clearTimeout(timer);
  if (shown?.isConnected && shown.matches(":popover-open")) shown.hidePopover();
  shown = null;
}

on("pointerover", "[data-tip]", (event, element) => {
  clearTimeout(timer);
  timer = setTimeout(() => show(element), PAUSE);
});
on("pointerout", "[data-tip]", (event, element) => {
  if (!element.contains(event.relatedTarget) && !tipOf(element)?.contains(event.relatedTarget)) hide();
});
on("focusin", "[data-tip]", (event, element) => show(element));
on("focusout", "[data-tip]", hide);
document.addEventListener("keydown", (event) => event.key === "Escape" && hide());
document.addEventListener("scroll", hide, { capture: true, passive: true });

// A greyed button stays reachable; pressing it says why nothing happens. Capture: before htmx hears it.
on(
  "click",
  '[aria-disabled="true"]',
  (event, element) => {
    event.preventDefault();
    event.stopPropagation();
    show(element);
    announce(tipOf(element)?.textContent.replace(/\s+/g, " ").trim() ?? "");
  },
  true,
);
