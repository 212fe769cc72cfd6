// List pages: which rows are chosen survives paging and filtering; the mass actions act on them.
import { all, announce, each, on, text } from "./core.js";

const chosen = new Map();
const everything = new Set(); // lists of which everything is chosen that they find, also on other pages

const listOf = (inside) => inside.closest("[data-list]");
const setOf = (list) => chosen.get(list.dataset.list) ?? chosen.set(list.dataset.list, new Set()).get(list.dataset.list);
const boxes = (list) => all("input[data-select]", list);

function show(list) {
  const set = setOf(list);
  for (const box of boxes(list)) {
    box.checked = set.has(box.value);
    box.closest("tr").classList.toggle("row-chosen", box.checked);
  }
  const head = list.querySelector("input[data-select-all]");
  const ticked = boxes(list).filter((box) => box.checked).length;
  if (head) {
    head.checked = ticked > 0 && ticked === boxes(list).length;
    head.indeterminate = ticked > 0 && !head.checked;
  }
  const bar = list.querySelector("[data-bulk]");
  if (!bar) return;
  const isAll = everything.has(list.dataset.list);
  const found = bar.querySelector("input[name=found]");
  const more = bar.querySelector("[data-choose-found]");
  found.value = isAll ? found.dataset.found : "";
  if (more) more.hidden = isAll;
  bar.hidden = set.size === 0 && !isAll;
  bar.querySelector("[data-count]").textContent = isAll ? text("everything-chosen") : text(set.size === 1 ? "one-chosen" : "chosen", { count: set.size });
  bar.querySelector("input[name=numbers]").value = [...set].join(",");
}

function tick(list, box, isChosen) {
  const set = setOf(list);
  everything.delete(list.dataset.list);
  if (isChosen) set.add(box.value);
  else set.delete(box.value);
}

let last = null;

on("click", "input[data-select]", (event, box) => {
  const list = listOf(box);
  const order = boxes(list);
  if (event.shiftKey && last && order.includes(last)) {
    const [from, to] = [order.indexOf(last), order.indexOf(box)].sort((a, b) => a - b);
    for (const each of order.slice(from, to + 1)) tick(list, each, box.checked);
  } else {
    tick(list, box, box.checked);
  }
  last = box;
  show(list);
});

on("change", "input[data-select-all]", (event, head) => {
  const list = listOf(head);
  for (const box of boxes(list)) tick(list, box, head.checked);
  show(list);
});

on("click", "[data-choose-found]", (event, button) => {
  const list = listOf(button);
  everything.add(list.dataset.list);
  show(list);
  announce(text("everything-chosen"));
});

on("click", "[data-choose-none]", (event, button) => {
  const list = listOf(button);
  everything.delete(list.dataset.list);
  setOf(list).clear();
  show(list);
  announce(text("none-chosen"));
});

each("[data-list]", show);
each("[data-list] [data-rows-body]", (body) => show(listOf(body)));

// The whole row opens the record; links, boxes and selected text keep their own meaning.
on("click", "[data-list] tbody tr", (event, row) => {
  if (event.target.closest("a, button, input, label") || String(getSelection())) return;
  const link = row.querySelector("a[data-open]");
  if (!link) return;
  if (event.ctrlKey || event.metaKey) open(link.href);
  else link.click();
});

on("keydown", "[data-list] tbody a[data-open]", (event, link) => {
  const links = all("tbody a[data-open]", listOf(link));
  const at = links.indexOf(link);
  const next = { ArrowDown: at + 1, ArrowUp: at - 1, j: at + 1, k: at - 1, Home: 0, End: links.length - 1 }[event.key];
  if (event.key === "x" || event.key === " ") {
    event.preventDefault();
    link.closest("tr").querySelector("input[data-select]")?.click();
  } else if (links[next]) {
    event.preventDefault();
    links[next].focus();
  }
});

// Column choice: buttons instead of dragging, so that the keyboard can do it.
on("click", "[data-move]", (event, button) => {
  const item = button.closest("li");
  if (button.dataset.move === "up") item.previousElementSibling?.before(item);
  else item.nextElementSibling?.after(item);
  button.focus();
});
