// What the grid has to say: whether everything is saved, which cells are wrong, who else changed what.
import { announce, element, icon, text } from "../core.js";

export class Messages {
  constructor(root, grid) {
    this.grid = grid;
    this.status = root.querySelector("[data-grid-status]");
    this.faults = root.querySelector("[data-grid-faults]");
    this.conflict = root.querySelector("[data-grid-conflict]");
    this.count = 0;
  }

  say(state, values = {}) {
    const icons = { saved: "circle-check", saving: "loader-2", unsaved: "pencil", failed: "cloud-off", attention: "alert-circle", hint: "info-circle" };
    const shown = element("span", { class: `grid-state grid-state-${state}` }, icon(icons[state]), text(`grid-${state}`, values));
    const retry = state === "failed" ? element("button", { type: "button", class: "btn btn-sm", onclick: () => this.grid.save() }, text("retry")) : null;
    this.status?.replaceChildren(shown, ...(retry ? [retry] : []));
  }

  hint(message) {
    this.status?.replaceChildren(element("span", { class: "grid-state grid-state-hint" }, icon("lock"), message));
    announce(message);
  }

  showFaults(problems) {
    if (!this.faults) return;
    this.faults.hidden = problems.length === 0;
    this.faults.replaceChildren(
      element("strong", { class: "grid-faults-title" }, icon("alert-circle"), text(problems.length === 1 ? "one-fault" : "faults", { count: problems.length })),
      element("ul", {}, ...problems.map((problem) => this.fault(problem))),
    );
    if (problems.length > this.count) announce(`${text("faults", { count: problems.length })} ${problems.at(-1).message}`);
    this.count = problems.length;
  }

  fault({ key, field, message, code, current }) {
    const where = `${this.grid.lineName(key)} · ${this.grid.columnTitle(field)}`;
    const isStale = current !== undefined;
    return element(
      "li",
      { id: `fault-${key}-${field}` },
      element("button", { type: "button", class: "btn-link-plain", onclick: () => this.grid.goTo(key, field) }, where),
      element("span", {}, message),
      element("code", {}, code ?? ""),
      isStale ? element("button", { type: "button", class: "btn btn-sm", onclick: () => this.grid.insist(key, field) }, text("keep-mine")) : null,
      isStale ? element("button", { type: "button", class: "btn btn-sm", onclick: () => this.grid.yield(key, field) }, text("take-theirs", { value: current })) : null,
    );
  }

  showConflict(conflict) {
    if (!this.conflict || !conflict) return;
    this.conflict.hidden = false;
    this.conflict.replaceChildren(
      icon("users"),
      element("div", { class: "grid-conflict-text" }, element("strong", {}, text("others-changed", { user: conflict.user, at: conflict.at })), changes(conflict.changes, this.grid.config.line_label)),
      element("button", { type: "button", class: "btn-close", "aria-label": text("dismiss"), onclick: () => (this.conflict.hidden = true) }),
    );
    announce(text("others-changed", { user: conflict.user, at: conflict.at }));
  }
}

function changes(list = [], lineLabel = "") {
  return element(
    "ul",
    {},
    ...list.map(({ line, label, before, after }) =>
      element("li", {}, [line ? `${lineLabel} ${line}` : "", label].filter(Boolean).join(" · "), ": ", element("del", {}, before || "–"), " → ", element("ins", {}, after || "–")),
    ),
  );
}
