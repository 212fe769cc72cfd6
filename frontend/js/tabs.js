// Tab strips: arrow keys, one stop for the Tab key, and the last choice remembered per strip.
import { all, each, emit, on, recall, remember } from "./core.js";

// The tab of the action pane the user chose on this page; a pane drawn anew shows it again.
let chosenPane = "";

const tabsOf = (strip) => all('[role="tab"]', strip);

export function choose(tab, { quietly = false } = {}) {
  const strip = tab.closest('[role="tablist"]');
  for (const other of tabsOf(strip)) {
    const isChosen = other === tab;
    other.setAttribute("aria-selected", String(isChosen));
    other.classList.toggle("active", isChosen);
    other.tabIndex = isChosen ? 0 : -1;
    const panel = document.getElementById(other.getAttribute("aria-controls"));
    if (panel) panel.hidden = !isChosen;
  }
  if (strip.dataset.remember) remember(`tab.${strip.dataset.remember}`, tab.dataset.key);
  if (!quietly) emit("tab-chosen", { key: tab.dataset.key }, tab);
}

function step(event, tab) {
  const list = tabsOf(tab.closest('[role="tablist"]'));
  const forward = document.documentElement.dir === "rtl" ? "ArrowLeft" : "ArrowRight";
  const back = forward === "ArrowRight" ? "ArrowLeft" : "ArrowRight";
  const at = list.indexOf(tab);
  const next = { [forward]: at + 1, [back]: at - 1 + list.length, Home: 0, End: list.length - 1 }[event.key];
  if (next === undefined) return;
  event.preventDefault();
  const target = list[next % list.length];
  choose(target);
  target.focus();
}

each('[role="tablist"]', (strip) => {
  const wanted = strip.dataset.remember && recall(`tab.${strip.dataset.remember}`);
  const list = tabsOf(strip);
  const chosen = list.find((tab) => tab.id === chosenPane || tab.dataset.key === wanted) ?? list.find((tab) => tab.ariaSelected === "true") ?? list[0];
  if (chosen) choose(chosen, { quietly: true });
});
on("click", '[role="tab"]', (event, tab) => {
  choose(tab);
  if (tab.closest("[data-pane]")) chosenPane = tab.id;
});
on("keydown", '[role="tab"]', step);

// A link to something inside a hidden panel opens the panel first.
export function reveal(target) {
  for (let panel = target.closest("[hidden]"); panel; panel = panel.parentElement?.closest("[hidden]")) {
    const tab = document.querySelector(`[role="tab"][aria-controls="${CSS.escape(panel.id)}"]`);
    if (!tab) return;
    choose(tab);
  }
  for (let fold = target.closest("details:not([open])"); fold; fold = fold.parentElement?.closest("details:not([open])")) {
    fold.open = true;
  }
}

// FastTabs remember whether they were open.
each("details[data-remember]", (fold) => {
  const open = recall(`fold.${fold.dataset.remember}`);
  if (open !== null) fold.open = open;
  fold.addEventListener("toggle", () => remember(`fold.${fold.dataset.remember}`, fold.open));
});

// The action pane folds away to leave room for the lines.
each("[data-pane]", (pane) => {
  const fold = (isFolded) => {
    pane.classList.toggle("pane-folded", isFolded);
    pane.querySelector("[data-pane-fold]")?.setAttribute("aria-expanded", String(!isFolded));
  };
  fold(recall("pane.folded", false) && matchMedia("(min-width: 48em)").matches);
  pane.addEventListener("click", (event) => {
    if (event.target.closest("[data-pane-fold]")) {
      fold(!pane.classList.contains("pane-folded"));
      remember("pane.folded", pane.classList.contains("pane-folded"));
    } else if (event.target.closest('[role="tab"]')) {
      fold(false);
    }
  });
});

// Where the line of steps is longer than the screen it scrolls, and the step that lasts now is in sight.
each(".steps-line", (line) => {
  if (line.scrollWidth <= line.clientWidth) return;
  line.tabIndex = 0;
  const step = line.querySelector("[aria-current]");
  if (step) line.scrollLeft = step.offsetLeft - line.offsetLeft - (line.clientWidth - step.offsetWidth) / 2;
});

// Tables wider than the page scroll; those without anything to focus can be reached by the keyboard all the same.
each(".rows-wrap", (wrap) => {
  if (wrap.scrollWidth > wrap.clientWidth && !wrap.querySelector("a, button, input")) wrap.tabIndex = 0;
});
