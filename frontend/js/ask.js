// A question with two answers, in place of the browser's own box. Resolves to true or false.
import { element, text } from "./core.js";

export function ask(question, { yes = text("yes"), no = text("cancel"), danger = false } = {}) {
  return new Promise((resolve) => {
    const answer = (value) => () => {
      box.close();
      box.remove();
      resolve(value);
    };
    const box = element(
      "dialog",
      { class: "sheet sheet-small", "aria-labelledby": "question" },
      element("div", { class: "sheet-body" }, element("p", { id: "question", class: "m-0" }, question)),
      element(
        "div",
        { class: "sheet-foot" },
        element("button", { type: "button", class: "btn", onclick: answer(false) }, no),
        element("button", { type: "button", class: `btn ${danger ? "btn-danger" : "btn-primary"}`, onclick: answer(true) }, yes),
      ),
    );
    box.addEventListener("cancel", answer(false));
    document.body.append(box);
    box.showModal();
    box.querySelector("button:last-child").focus();
  });
}

document.addEventListener("htmx:confirm", async (event) => {
  const { ctx, issueRequest, dropRequest } = event.detail;
  if (!ctx.confirm) return;
  event.preventDefault();
  const danger = ctx.sourceElement.matches("[data-danger]");
  if (await ask(ctx.confirm, { danger })) issueRequest();
  else dropRequest();
});
