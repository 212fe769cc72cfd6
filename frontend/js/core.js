// What every module of the page needs: words, requests, elements, announcements.

const LONGEST_WAIT = 60_000;

export function readJson(id) {
  const holder = document.getElementById(id);
  return holder ? JSON.parse(holder.textContent) : null;
}

let words;

// The words of the interface, in the user's language. `{name}` is filled from `values`.
export function text(key, values = {}) {
  words ??= readJson("texts") ?? {};
  return (words[key] ?? key).replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

export const all = (selector, root = document) => [...root.querySelectorAll(selector)];

// Calls `act` for every element that matches, now and after each swap, once per element.
export function each(selector, act) {
  const seen = new WeakSet();
  const visit = (root) => {
    const matches = root.matches?.(selector) ? [root, ...all(selector, root)] : all(selector, root);
    for (const element of matches) {
      if (seen.has(element)) continue;
      seen.add(element);
      act(element);
    }
  };
  visit(document);
  document.addEventListener("htmx:after:process", (event) => visit(event.target));
}

// Listens on the document, so that elements swapped in later are heard as well.
export function on(type, selector, act, options) {
  document.addEventListener(
    type,
    (event) => {
      const element = event.target.closest?.(selector);
      if (element) act(event, element);
    },
    options,
  );
}

export function emit(type, detail = {}, target = document.body) {
  return target.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, cancelable: true }));
}

export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name === "class") made.className = value;
    else if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

const SVG = "http://www.w3.org/2000/svg";

export function icon(name, label = "") {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "icon");
  if (label) {
    svg.setAttribute("role", "img");
    svg.setAttribute("aria-label", label);
  } else {
    svg.setAttribute("aria-hidden", "true");
  }
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `${document.documentElement.dataset.icons}#${name}`);
  svg.append(use);
  return svg;
}

// Says something to people who do not see the screen.
export function announce(message) {
  const speaker = document.getElementById("announcer");
  if (!speaker) return;
  speaker.textContent = "";
  requestAnimationFrame(() => (speaker.textContent = message));
}

// A key for one intention of the user: the server answers a repeated key with the first answer.
export function newToken() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16)); // plain http beyond this machine
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

const csrf = () => document.querySelector('meta[name="csrf-token"]')?.content ?? "";

// Answers {status, body}; throws only when no answer came at all.
export async function requestJson(url, { method = "GET", body, token, signal } = {}) {
  const headers = { Accept: "application/json" };
  if (body !== undefined) headers["Content-Type"] = "application/json";
  if (method !== "GET") headers["X-CSRFToken"] = csrf();
  if (token) headers["Idempotency-Key"] = token;
  const answer = await fetch(url, {
    method,
    headers,
    credentials: "same-origin",
    body: body === undefined ? undefined : JSON.stringify(body),
    signal: signal ?? AbortSignal.timeout(LONGEST_WAIT),
  });
  const isJson = answer.headers.get("Content-Type")?.includes("json");
  return { status: answer.status, body: isJson ? await answer.json() : null };
}

export function remember(key, value) {
  try {
    localStorage.setItem(`manciple.${key}`, JSON.stringify(value));
  } catch {
    // nothing depends on being remembered
  }
}

export function recall(key, otherwise = null) {
  try {
    return JSON.parse(localStorage.getItem(`manciple.${key}`)) ?? otherwise;
  } catch {
    return otherwise;
  }
}

export function debounce(act, wait) {
  let timer;
  return (...values) => {
    clearTimeout(timer);
    timer = setTimeout(() => act(...values), wait);
  };
}

// Whether keys typed now are meant as text.
export function isTyping(target) {
  return Boolean(
    target?.isContentEditable || target?.closest?.('input:not([type="checkbox"]), textarea, select, [role="grid"]'),
  );
}
