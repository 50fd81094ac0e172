// SPDX-License-Identifier: Apache-2.0
//
// node run.mjs ODDS SOURCE FOLDER [CASE...]
//
// The pages of odds in a real browser. ODDS is the program, SOURCE the project, FOLDER where pages
// and screenshots are left for a person to look at. Chromium is opened on the files themselves.
// Every case is looked at wide and narrow; those with `themes` in all colours, by axe in each,
// without scripts, and for a screenshot.
// Exit code 77 (skipped) where the browser or the packages of the tests are not there.
import {existsSync, readFileSync} from "node:fs";
import {mkdir, rm, stat, writeFile} from "node:fs/promises";
import {createRequire} from "node:module";
import {join, resolve} from "node:path";
import {pathToFileURL} from "node:url";
import {cases, makePage, odds, shownPath, writeData} from "./cases.mjs";
import * as checks from "./checks.mjs";
import {lesson} from "./lesson.mjs";

const [program, source, folder, ...names] = process.argv.slice(2);
if (!folder) throw new Error("usage: node run.mjs ODDS SOURCE FOLDER [CASE...]");

const chromium = ["/usr/bin/chromium", "/usr/bin/chromium-browser"].find(existsSync);
const modules = join(source, "web", "node_modules");
if (!chromium || !existsSync(join(modules, "playwright-core"))) {
  console.log("skipped: Chromium, or the packages of web/, are not there. tools/setup test");
  process.exit(77);
}
const require = createRequire(join(source, "web", "package.json"));
const playwright = require("playwright-core");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

const mostBytes = 700_000;
const wide = {width: 1280, height: 900};
const narrow = {width: 390, height: 844};

// A page of its own context, and what went wrong while it was open.
async function open(browser, file, viewport, colorScheme, options = {}) {
  const context = await browser.newContext({viewport, colorScheme, ...options});
  const page = await context.newPage();
  const address = pathToFileURL(resolve(folder, file)).href;
  const findings = [];
  page.on("console", (message) => {
    if (message.type() === "error") findings.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => findings.push(`error: ${error}`));
  page.on("dialog", (dialog) => {
    findings.push(`a script of a stranger ran: ${dialog.message()}`);
    dialog.dismiss();
  });
  page.on("request", (request) => {
    if (request.url() !== address) findings.push(`request: ${request.url()}`);
  });
  if (options.javaScriptEnabled !== false) {
    await page.addInitScript(() => document.addEventListener("securitypolicyviolation", (event) =>
      console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`)));
  }
  await page.goto(address);
  return {page, findings, close: () => context.close()};
}

async function onWideScreen(browser, test, made) {
  const {page, findings, close} = await open(browser, made.file, wide, "light");
  const data = await checks.pageData(page);
  if (made.path) {
    findings.push(...checks.differences(shownPath(data), made.path, "path"));
    if (made.json) Object.assign(made.json, {path: data.path, cv: data.cv});
  }
  if (made.json) findings.push(...checks.differences(data, made.json, "data"));
  if (made.terms) findings.push(...checks.differences(data.terms, made.terms, "data.terms"));
  if (test.lesson) {
    findings.push(...await lesson(page, data, test.lesson));
  } else {
    const {count, findings: wrong} = await checks.figures(page, made.json ?? data);
    findings.push(...wrong);
    if (count < 5) findings.push(`only ${count} figures`);
  }
  if (made.data && data.evaluation?.curves) {
    findings.push(...await checks.slider(page, data, async (threshold) => JSON.parse(
      await odds(program, folder, ["evaluate", made.model, made.data, "--threshold",
        String(threshold), "--json", "--quiet"]))));
    const {findings: wrong} = await checks.figures(page, made.json ?? data);
    findings.push(...wrong);
  }
  if (test.themes) {
    await page.screenshot({path: join(folder, `${test.name}_1280.png`), fullPage: true});
    await page.emulateMedia({colorScheme: "dark"});
    await page.screenshot({path: join(folder, `${test.name}_1280_dark.png`), fullPage: true});
    await page.emulateMedia({colorScheme: "light"});
  }
  if (test.pdf) {
    const pdf = await page.pdf({format: "A4"});
    await writeFile(join(folder, `${test.name}.pdf`), pdf);
    if (checks.sheets(pdf) === 0) findings.push("nothing is printed");
  }
  await checks.unfold(page);
  findings.push(...await checks.overflow(page));
  findings.push(...await checks.accessibility(page, axe, "1280, light"));
  if (test.themes) {
    await page.emulateMedia({colorScheme: "dark"});
    findings.push(...await checks.accessibility(page, axe, "1280, dark"));
  }
  await close();
  return findings;
}

async function onNarrowScreen(browser, test, made) {
  const {page, findings, close} = await open(browser, made.file, narrow, "dark");
  findings.push(...await checks.overflow(page));
  if (test.themes) {
    await page.screenshot({path: join(folder, `${test.name}_390.png`), fullPage: true});
  }
  await checks.unfold(page);
  findings.push(...await checks.overflow(page));
  if (test.themes) {
    findings.push(...await checks.accessibility(page, axe, "390, dark"));
    await page.emulateMedia({colorScheme: "light"});
    findings.push(...await checks.accessibility(page, axe, "390, light"));
  }
  await close();
  return findings;
}

async function withoutScripts(browser, test, made) {
  const {page, findings, close} = await open(browser, made.file, narrow, "light",
    {javaScriptEnabled: false});
  const text = await page.locator("body").innerText();
  if (text.trim().length < 200) findings.push("without scripts there is nothing to read");
  await close();
  return findings;
}

async function check(browser, test) {
  const findings = [];
  try {
    const made = await makePage(program, folder, test);
    const {size} = await stat(join(folder, made.file));
    if (size >= mostBytes) findings.push(`${size} bytes`);
    const looks = [onWideScreen, onNarrowScreen, ...(test.themes ? [withoutScripts] : [])];
    for (const look of looks) {
      findings.push(...await look(browser, test, made));
    }
  } catch (error) {
    findings.push(String(error.stack ?? error));
  }
  return findings;
}

async function main() {
  await rm(folder, {recursive: true, force: true});
  await mkdir(folder, {recursive: true});
  await writeData(folder);
  const browser = await playwright.chromium.launch({
    executablePath: chromium,
    args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
      "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });
  const waiting = cases(join(source, "data", "titanic.csv"))
    .filter(({name}) => names.length === 0 || names.includes(name));
  let failed = 0;
  const work = async () => {
    for (let test = waiting.shift(); test; test = waiting.shift()) {
      const start = Date.now();
      const findings = [...new Set(await check(browser, test))];
      if (findings.length > 0) ++failed;
      console.log(`${findings.length === 0 ? "ok    " : "FAILED"} ${test.name} ` +
        `(${((Date.now() - start) / 1000).toFixed(1)} s)`);
      for (const finding of findings) console.log(`       ${finding}`);
    }
  };
  await Promise.all([work(), work()]);
  await browser.close();
  console.log(failed === 0 ? `Pages and screenshots are in ${folder}` : `${failed} pages failed`);
  process.exitCode = failed === 0 ? 0 : 1;
}

await main();
