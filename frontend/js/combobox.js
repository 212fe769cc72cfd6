// A text field that looks values up: the code is what is sent, the name is shown beside it.
// Used by forms (`input[data-lookup]`) and by the line grid.
import { debounce, each, element, requestJson, text } from "./core.js";
import { placeBelow } from "./places.js";

const PAUSE = 150;
let counter = 0;

async function fetchFrom(url, query) {
  const address = new URL(url, location.href);
  address.searchParams.set("q", query);
  const { status, body } = await requestJson(address);
  return status === 200 ? body.results : [];
}

// `find(query)` answers [{value, label, hint}]; `chosen(result)` is called with the pick.
export function combobox(input, { find, chosen, onlyListed = false }) {
  const list = element("ul", { id: `options-${++counter}`, role: "listbox", class: "options", popover: "manual" });
  let results = [];
  let active = -1;
  let latest = 0;

  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-controls", list.id);
  input.setAttribute("aria-expanded", "false");
  input.autocomplete = "off";

  const isOpen = () => list.matches(":popover-open");

  function close() {
    if (isOpen()) list.hidePopover();
    list.remove();
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function activate(index) {
    list.children[active]?.removeAttribute("aria-selected");
    active = index;
    const option = list.children[active];
    if (!option) return input.removeAttribute("aria-activedescendant");
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", option.id);
  }

  function pick(index) {
    const result = results[index];
    if (!result) return false;
    input.value = onlyListed ? result.label : result.value;
    close();
    chosen?.(result);
    return true;
  }

  function draw() {
    list.replaceChildren(
      ...results.map((result, index) =>
        element(
          "li",
          { id: `${list.id}-${index}`, role: "option", onpointerdown: (event) => (event.preventDefault(), pick(index)) },
          element("span", { class: "option-value" }, onlyListed ? result.label : result.value),
          onlyListed ? null : element("span", { class: "option-label" }, result.label),
          result.hint ? element("span", { class: "option-hint" }, result.hint) : null,
        ),
      ),
    );
    if (!results.length) list.append(element("li", { class: "options-empty" }, text("nothing-found")));
    if (!list.isConnected) (input.closest("dialog") ?? document.body).append(list);
    if (!isOpen()) list.showPopover();
    placeBelow(list, input, { matchWidth: true });
    input.setAttribute("aria-expanded", "true");
  }

  async function search() {
    const turn = ++latest;
    const found = await find(input.value);
    if (turn !== latest || document.activeElement !== input) return; // a newer question is on its way
    results = found;
    draw();
    activate(input.value && results.length ? 0 : -1);
  }

  const searchSoon = debounce(search, PAUSE);
  input.addEventListener("input", searchSoon);
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" && event.altKey) {
      event.preventDefault();
      search();
    } else if (isOpen() && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      event.preventDefault();
      event.stopPropagation();
      const step = event.key === "ArrowDown" ? 1 : -1;
      activate((active + step + results.length) % Math.max(results.length, 1));
    } else if (isOpen() && (event.key === "Enter" || event.key === "Tab") && active >= 0) {
      if (event.key === "Enter") event.preventDefault();
      pick(active);
    } else if (isOpen() && event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      close();
    }
  });
  return { search, close, isOpen };
}

each("input[data-lookup]", (input) => {
  const beside = input.closest(".field")?.querySelector("[data-lookup-label]");
  const box = combobox(input, {
    find: (query) => fetchFrom(input.dataset.lookup, query),
    chosen: (result) => {
      if (beside) beside.textContent = result.label;
      input.dispatchEvent(new Event("input", { bubbles: true }));
      input.dispatchEvent(new Event("change", { bubbles: true }));
      box.close();
    },
  });
  input.closest(".field")?.querySelector("[data-lookup-open]")?.addEventListener("click", () => {
    input.focus();
    box.search();
  });
});

export { fetchFrom };
