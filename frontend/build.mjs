// Bundles everything the browser loads into src/manciple/static_dist: `node frontend/build.mjs`.
// With `--watch` it rebuilds on change and adds source maps, which releases never carry.
import { copyFile, mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { existsSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";
import { purge, wordsOf } from "./purge.mjs";

const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const OUT = path.join(ROOT, "src/manciple/static_dist");
const OUTLINE = path.join(ROOT, "node_modules/@tabler/icons/icons/outline");
const WATCH = process.argv.includes("--watch");

const SHARED = {
  bundle: true,
  minify: !WATCH,
  sourcemap: WATCH ? "linked" : false,
  legalComments: "none",
  logLevel: "warning",
  outdir: OUT,
  target: ["chrome120", "firefox121", "safari17.4"],
};

const SCRIPTS = {
  ...SHARED,
  entryPoints: ["app", "grid", "account"].map((name) => path.join(ROOT, `frontend/js/${name}.js`)),
  format: "esm",
};

// The theme script runs before the first paint and therefore may be no module.
const FIRST = { ...SHARED, entryPoints: [path.join(ROOT, "frontend/js/theme.js")], format: "iife" };

// Of the theme's half megabyte only the rules that some page can use are kept.
const shrinkTheme = {
  name: "shrink-theme",
  setup(build) {
    build.onLoad({ filter: /tabler\S*\.min\.css$/ }, async ({ path: file }) => {
      const sources = [
        ...(await filesBelow(path.join(ROOT, "src/manciple/doors/web"), [".html", ".py"])),
        ...(await filesBelow(path.join(ROOT, "frontend/js"), [".js"])),
      ];
      const words = wordsOf(await Promise.all(sources.map((source) => readFile(source, "utf8"))));
      return { contents: purge(await readFile(file, "utf8"), words), loader: "css" };
    });
  },
};

const STYLES = {
  ...SHARED,
  plugins: [shrinkTheme],
  entryPoints: ["app", "app.rtl"].map((name) => path.join(ROOT, `frontend/css/${name}.css`)),
  loader: { ".svg": "dataurl" },
};

async function filesBelow(folder, endings) {
  if (!existsSync(folder)) return [];
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && endings.some((ending) => entry.name.endsWith(ending)))
    .map((entry) => path.join(entry.parentPath ?? entry.path, entry.name));
}

// An icon is "used" when a template, a script or a declaration names it in one of these ways,
// or when frontend/icons.txt lists it because its name is put together at run time.
const NAMED = [
  /\{%-?\s*icon\s+"([a-z0-9-]+)"/g,
  /\bicon\s*[=:]\s*"([a-z0-9-]+)"/g,
  /\bicon\("([a-z0-9-]+)"/g,
];

async function usedIcons() {
  const listed = await readFile(path.join(ROOT, "frontend/icons.txt"), "utf8");
  const names = new Set(listed.replace(/^#.*$/gm, "").split(/\s+/).filter(Boolean));
  const sources = [
    ...(await filesBelow(path.join(ROOT, "src/manciple"), [".html", ".py"])),
    ...(await filesBelow(path.join(ROOT, "frontend/js"), [".js"])),
  ];
  for (const source of sources) {
    const text = await readFile(source, "utf8");
    for (const pattern of NAMED) for (const match of text.matchAll(pattern)) names.add(match[1]);
  }
  return [...names].sort();
}

async function symbol(name) {
  const svg = await readFile(path.join(OUTLINE, `${name}.svg`), "utf8");
  const shapes = svg.replace(/<!--[\s\S]*?-->/g, "").match(/<svg[^>]*>([\s\S]*)<\/svg>/)[1];
  const drawn = shapes.replace(/<path stroke="none"[^>]*\/>/g, "").replace(/\s+/g, " ").trim();
  return `<symbol id="${name}" viewBox="0 0 24 24">${drawn}</symbol>`;
}

async function writeSprite() {
  const names = await usedIcons();
  const unknown = names.filter((name) => !existsSync(path.join(OUTLINE, `${name}.svg`)));
  if (unknown.length) throw new Error(`No such icon: ${unknown.join(", ")}`);
  const symbols = await Promise.all(names.map(symbol));
  const opening =
    '<svg xmlns="http://www.w3.org/2000/svg" fill="none" stroke="currentColor" ' +
    'stroke-width="2" stroke-linecap="round" stroke-linejoin="round">';
  await writeFile(path.join(OUT, "icons.svg"), `${opening}${symbols.join("")}</svg>\n`);
}

async function copyImages() {
  for (const file of await filesBelow(path.join(ROOT, "frontend/images"), [".svg", ".png"])) {
    await copyFile(file, path.join(OUT, path.basename(file)));
  }
}

async function build() {
  await rm(OUT, { recursive: true, force: true });
  await mkdir(OUT, { recursive: true });
  await Promise.all([SCRIPTS, FIRST, STYLES].map((options) => esbuild.build(options)));
  await writeSprite();
  await copyImages();
}

async function watch() {
  await build();
  for (const options of [SCRIPTS, FIRST, STYLES]) await (await esbuild.context(options)).watch();
}

await (WATCH ? watch() : build());
