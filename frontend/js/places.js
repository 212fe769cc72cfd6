// Puts a floating box beside what it belongs to and keeps it on the screen.

const GAP = 4;
const EDGE = 8;

const limited = (value, least, most) => Math.max(least, Math.min(value, Math.max(least, most)));

export function placeBelow(box, anchor, { matchWidth = false } = {}) {
  const at = anchor.getBoundingClientRect();
  if (matchWidth) box.style.minWidth = `${at.width}px`;
  const { width, height } = box.getBoundingClientRect();
  const rightToLeft = document.documentElement.dir === "rtl";
  const start = rightToLeft ? at.right - width : at.left;
  const fitsBelow = at.bottom + GAP + height <= innerHeight - EDGE || at.top < height;
  const top = fitsBelow ? at.bottom + GAP : at.top - GAP - height;
  box.style.left = `${limited(start, EDGE, innerWidth - width - EDGE)}px`;
  box.style.top = `${limited(top, EDGE, innerHeight - height - EDGE)}px`;
}
