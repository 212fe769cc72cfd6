// The search field of the top bar: results appear below it while one types.
import { all, on } from "./core.js";
import { placeBelow } from "./places.js";

const results = () => document.getElementById("search-results");
const field = () => document.querySelector("[data-search]");

document.addEventListener("htmx:after:swap", (event) => {
  if (event.detail.ctx.sourceElement !== field()) return;
  const box = results();
  if (!field().value.trim() || !box.childElementCount) return box.matches(":popover-open") && box.hidePopover();
  if (!box.matches(":popover-open")) box.showPopover();
  placeBelow(box, field(), { matchWidth: true });
});

on("keydown", "[data-search]", (event) => {
  if (event.key === "Escape") {
    if (results().matches(":popover-open")) results().hidePopover();
    field().blur();
  } else if (event.key === "ArrowDown") {
    event.preventDefault();
    results().querySelector("a")?.focus();
  }
});
on("keydown", "#search-results a", (event, link) => {
  const links = all("a", results());
  const at = links.indexOf(link);
  if (event.key === "ArrowDown") links[at + 1]?.focus();
  else if (event.key === "ArrowUp") (links[at - 1] ?? field()).focus();
  else return;
  event.preventDefault();
});
