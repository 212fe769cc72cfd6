// Short notices in a corner. Good news fades; trouble stays until it is dismissed.
import { each, element, icon, text } from "./core.js";

const FADES_AFTER = 6000;
const ICONS = {
  success: "circle-check",
  info: "info-circle",
  warning: "alert-triangle",
  danger: "alert-circle",
};

function dismiss(toast) {
  toast.classList.add("toast-leaving");
  setTimeout(() => toast.remove(), 200);
}

export function toast({ text: message, tone = "info", url = "", link = "" }) {
  const box = element(
    "div",
    { class: `notice notice-${tone}`, role: tone === "danger" ? "alert" : "status" },
    icon(ICONS[tone] ?? ICONS.info),
    element("div", { class: "notice-text" }, message, url ? element("a", { href: url }, link || text("show")) : null),
    element("button", { type: "button", class: "btn-close", "aria-label": text("dismiss"), onclick: () => dismiss(box) }),
  );
  document.getElementById("toasts")?.append(box);
  if (tone === "success" || tone === "info") setTimeout(() => dismiss(box), FADES_AFTER);
}

// The server speaks through an HX-Trigger header, or through messages rendered into the page.
document.addEventListener("toast", (event) => toast(event.detail));
each("[data-toast]", (message) => {
  toast({ text: message.textContent.trim(), tone: message.dataset.toast, url: message.dataset.url ?? "" });
  message.remove();
});

document.addEventListener("htmx:error", (event) => {
  if (event.detail.error?.name === "AbortError") return;
  toast({ text: text("no-answer"), tone: "danger" });
});

// A broken answer is not put into the page; its number is what support needs.
document.addEventListener("htmx:response:error", (event) => {
  const { response } = event.detail.ctx;
  if (response.status < 500) return;
  toast({ text: text("server-error", { id: response.headers.get("X-Request-ID") ?? "" }), tone: "danger" });
});
