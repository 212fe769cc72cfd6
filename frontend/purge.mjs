// Leaves out of a style sheet what no page can use: selectors with a class that occurs nowhere in
// our templates and scripts. A library's sheet shrinks to a fifth; our own sheets are not touched.

const NESTING = /^@(media|supports|layer|container)\b/;
const CLASS = /\.((?:[\w-]|\\.)+)/g;

export function wordsOf(texts) {
  const words = new Set();
  for (const text of texts) for (const word of text.matchAll(/[A-Za-z][\w-]*/g)) words.add(word[0]);
  return words;
}

export const purge = (css, words) => write(parse(css), words);

function write(nodes, words) {
  return nodes
    .map(({ prelude, body, inner }) => {
      if (inner) {
        const kept = write(inner, words);
        return kept ? `${prelude}{${kept}}` : "";
      }
      if (body === undefined) return `${prelude};`;
      if (prelude.startsWith("@")) return `${prelude}{${body}}`;
      const selectors = splitSelectors(prelude).filter((selector) => isUsed(selector, words));
      return selectors.length ? `${selectors.join(",")}{${body}}` : "";
    })
    .join("");
}

// What stands inside :not() does not have to occur for the rule to apply.
function isUsed(selector, words) {
  const required = selector.replace(/:not\((?:[^()]|\([^()]*\))*\)/g, "");
  const inside = [...required.matchAll(/:(?:is|where)\(((?:[^()]|\([^()]*\))*)\)/g)].map((match) => match[1]);
  const outside = required.replace(/:(?:is|where)\((?:[^()]|\([^()]*\))*\)/g, "");
  const hasAll = (part) => [...part.matchAll(CLASS)].every((match) => words.has(match[1].replaceAll("\\", "")));
  return hasAll(outside) && inside.every((group) => splitSelectors(group).some(hasAll));
}

function splitSelectors(prelude) {
  const parts = [];
  let depth = 0;
  let from = 0;
  for (let at = 0; at < prelude.length; at++) {
    if (prelude[at] === "(" || prelude[at] === "[") depth++;
    else if (prelude[at] === ")" || prelude[at] === "]") depth--;
    else if (prelude[at] === "," && depth === 0) {
      parts.push(prelude.slice(from, at));
      from = at + 1;
    }
  }
  return [...parts, prelude.slice(from)];
}

function parse(css) {
  const nodes = [];
  let from = 0;
  let at = 0;
  while (at < css.length) {
    const char = css[at];
    if (css.startsWith("/*", at)) {
      const end = css.indexOf("*/", at) + 2;
      if (!css.slice(from, at).trim()) from = end;
      at = end;
    } else if (char === '"' || char === "'") {
      at = endOfString(css, at);
    } else if (char === ";") {
      nodes.push({ prelude: css.slice(from, at).trim() });
      from = ++at;
    } else if (char === "{") {
      const end = endOfBlock(css, at);
      const prelude = css.slice(from, at).trim();
      const body = css.slice(at + 1, end);
      nodes.push(NESTING.test(prelude) ? { prelude, inner: parse(body) } : { prelude, body });
      from = at = end + 1;
    } else {
      at++;
    }
  }
  return nodes;
}

function endOfString(css, start) {
  let at = start + 1;
  while (css[at] !== css[start]) at += css[at] === "\\" ? 2 : 1;
  return at + 1;
}

function endOfBlock(css, start) {
  let depth = 0;
  for (let at = start; at < css.length; at++) {
    const char = css[at];
    if (char === '"' || char === "'") at = endOfString(css, at) - 1;
    else if (char === "(" && css.startsWith("url(", at - 3) && !/["']/.test(css[at + 1])) at = css.indexOf(")", at);
    else if (char === "{") depth++;
    else if (char === "}" && --depth === 0) return at;
  }
  throw new Error("The style sheet ends inside a block");
}
