// "5 minutes ago", kept true while the page stays open.
import { all, each } from "./core.js";

const STEPS = [
  ["second", 60],
  ["minute", 60],
  ["hour", 24],
  ["day", 7],
  ["week", 5],
];
const words = new Intl.RelativeTimeFormat(document.documentElement.lang || undefined, { numeric: "auto" });

export function ago(moment, now = Date.now()) {
  let amount = Math.round((moment - now) / 1000);
  for (const [unit, size] of STEPS) {
    if (Math.abs(amount) < size) return words.format(amount, unit);
    amount = Math.round(amount / size);
  }
  return "";
}

function refresh(time) {
  const said = ago(Date.parse(time.dateTime));
  if (said) time.textContent = said;
}

each("time[data-ago]", refresh);
setInterval(() => all("time[data-ago]").forEach(refresh), 30_000);
