// SPDX-License-Identifier: Apache-2.0
//
// node build.mjs FOLDER: bundles src/report.ts and src/lesson.ts, each into one HTML page with its
// style and script inside, FOLDER/report.html and FOLDER/lesson.html. The program fills in what
// stands at the markers <!--odds:NAME-->: language, title, body, data.
//
// The Content-Security-Policy allows this script and this style by their hashes, and nothing else:
// no request, no other script, not even one that data would smuggle in.
import {createHash} from "node:crypto";
import {mkdir, readFile, writeFile} from "node:fs/promises";
import {createRequire} from "node:module";
import {dirname, join} from "node:path";
import {fileURLToPath} from "node:url";
import {build} from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const markers = ["language", "title", "body", "data"];

async function bundle(entry) {
  const {outputFiles} = await build({
    entryPoints: [join(here, "src", entry)],
    bundle: true,
    minify: true,
    write: false,
    format: "iife",
    target: "es2021",
    charset: "ascii",
    legalComments: "inline",
    logLevel: "warning",
  });
  // A script ends at the first "</script", wherever it stands.
  return outputFiles[0].text.trim().replaceAll("</script", "<\\/script");
}

async function style(entry) {
  const {outputFiles} = await build({
    entryPoints: [join(here, "src", entry)],
    bundle: true,
    minify: true,
    write: false,
    charset: "ascii",
    target: "es2021",
    logLevel: "warning",
  });
  return outputFiles[0].text.trim();
}

// The style element that Plot puts into each of its drawings, of the class that chart.ts gives.
async function plotStyle() {
  const require = createRequire(import.meta.url);
  const source = await readFile(
    join(dirname(require.resolve("@observablehq/plot")), "plot.js"), "utf8");
  const found = /svg\.append\("style"\)\.text\(\s*`([^`]*)`/.exec(source);
  if (!found) throw new Error("Plot's own style is not where it was; see plotStyle in build.mjs");
  return found[1].replaceAll("${className}", "plot");
}

const hash = (text) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

async function page(name) {
  const script = await bundle(`${name}.ts`);
  const sheet = await style(`${name}.css`);
  const policy = [
    "default-src 'none'",
    `script-src ${hash(script)}`,
    `style-src ${hash(sheet)} ${hash(await plotStyle())}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
  const parts = {policy, style: sheet, script};
  const template = await readFile(join(here, "src", "page.html"), "utf8");
  const text = template.replace(/<!--web:(\w+)-->/g, (_, part) => parts[part]);
  for (const marker of markers) {
    if (text.split(`<!--odds:${marker}-->`).length !== 2) {
      throw new Error(`${name}.html: the marker "${marker}" is not there once`);
    }
  }
  return text;
}

const folder = process.argv[2];
if (!folder) throw new Error("usage: node build.mjs FOLDER");
await mkdir(folder, {recursive: true});
for (const name of ["report", "lesson"]) {
  const text = await page(name);
  await writeFile(join(folder, `${name}.html`), text);
  console.log(`${name}.html: ${Math.round(text.length / 1024)} KB`);
}
