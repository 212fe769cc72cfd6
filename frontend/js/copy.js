// Copies a link or a text and says so.
import { on, text } from "./core.js";
import { toast } from "./toasts.js";

on("click", "[data-copy]", async (event, button) => {
  const wanted = button.dataset.copy || location.href;
  try {
    await navigator.clipboard.writeText(new URL(wanted, location.href).href);
    toast({ text: text("copied"), tone: "success" });
  } catch {
    toast({ text: text("copy-failed"), tone: "warning" });
  }
});

on("click", "[data-copy-from]", async (event, button) => {
  const source = document.getElementById(button.dataset.copyFrom);
  try {
    await navigator.clipboard.writeText(source.value ?? source.textContent);
    toast({ text: text("copied"), tone: "success" });
  } catch {
    source.select?.();
  }
});
