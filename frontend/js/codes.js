// Several codes out of those on offer: boxes to tick, narrowed by a search; what is sent is their list.
import { each, on, text } from "./core.js";

const boxesOf = (holder) => [...holder.querySelectorAll("[data-code]")];
const sentBy = (holder) => holder.querySelector("input[hidden]");
const listed = (value) => value.split(/[\s,]+/).filter(Boolean);

function count(holder) {
  const chosen = boxesOf(holder).filter((box) => box.checked).length;
  holder.querySelector("[data-codes-count]").textContent = text(chosen === 1 ? "one-chosen" : "chosen", { count: chosen });
}

function show(holder) {
  const wanted = new Set(listed(sentBy(holder).value));
  for (const box of boxesOf(holder)) box.checked = wanted.has(box.dataset.code);
  count(holder);
}

each("[data-codes]", (holder) => {
  count(holder);
  sentBy(holder).addEventListener("change", () => show(holder)); // as when changes are discarded
});

on("change", "[data-code]", (event, box) => {
  const holder = box.closest("[data-codes]");
  const sent = sentBy(holder);
  const kept = listed(sent.value).filter((code) => code !== box.dataset.code);
  sent.value = [...kept, ...(box.checked ? [box.dataset.code] : [])].join(", ");
  count(holder);
  sent.dispatchEvent(new Event("input", { bubbles: true }));
});

on("input", "[data-codes-search]", (event, search) => {
  const wanted = search.value.trim().toLowerCase();
  for (const group of search.closest("[data-codes]").querySelectorAll("fieldset")) {
    const labels = [...group.querySelectorAll("label")];
    for (const label of labels) label.hidden = !label.textContent.toLowerCase().includes(wanted);
    group.hidden = labels.every((label) => label.hidden);
  }
});
