// SPDX-License-Identifier: Apache-2.0
//
// What must hold of the lesson in a browser: every formula is set, every figure drawn, and what the
// reader's hand moves shows the numbers of the page's data.

const rounded = (value, digits) => value.toFixed(digits).replace("-", "\u2212");

const values = (page, id) => page.locator(`#${id} dd`).allInnerTexts();

async function text(page, data) {
  const findings = [];
  const pieces = data.chapters.flat();
  const formulas = pieces.filter(({kind}) => kind === "formula").length;
  const [set, empty, leftover] = await page.evaluate(() => [
    document.querySelectorAll(".formula > math").length,
    [...document.querySelectorAll("math")]
      .filter((m) => m.getBoundingClientRect().width < 1).length,
    document.getElementById("page").textContent.match(/[`\\]/g)?.length ?? 0,
  ]);
  if (set !== formulas) findings.push(`${set} of ${formulas} formulas are set`);
  if (empty > 0) findings.push(`${empty} formulas take no place`);
  if (leftover > 0) findings.push("there is TeX or a backquote in the text");
  for (const {name} of pieces.filter(({kind}) => kind === "figure")) {
    const drawings = await page.locator(`#figure-${name} svg`).count();
    if (drawings === 0) findings.push(`no drawing: ${name}`);
  }
  return findings;
}

// The mean height of the flights' losses, and the height at which the loss is marked.
const bars = (page) => page.evaluate(() => {
  const drawing = document.querySelector("#figure-unit > .drawing");
  const number = (element, name) => Number(element.getAttribute(name));
  const all = [...drawing.querySelectorAll("rect.event, rect.other")];
  const heights = all.map((bar) => number(bar, "height"));
  const bottom = number(all[0], "y") + heights[0];
  return [heights.reduce((sum, height) => sum + height, 0) / all.length,
    bottom - number(drawing.querySelector(".mark"), "y1")];
});

// By keyboard: the loss and the gradient are those of the point of the grid.
async function unit(page, {unit: grid}) {
  await page.locator("#unit-reset").click();
  for (const key of ["ArrowLeft", "PageDown"]) await page.locator("#unit-b").press(key);
  await page.locator("#unit-w").press("ArrowLeft");
  const b = Number(await page.locator("#unit-b").inputValue());
  const w = Number(await page.locator("#unit-w").inputValue());
  const k = b * (grid.w.last - grid.w.first + 1) + w;
  const shown = await values(page, "unit-values");
  const wanted = [rounded(grid.loss[k], 4), rounded(grid.best.loss, 4), shown[2],
    rounded(grid.by_b[k], 4), rounded(grid.by_w[k], 4)];
  const findings = String(shown) === String(wanted) ? [] : [`unit: ${shown}, not ${wanted}`];
  const [mean, marked] = await bars(page);
  if (Math.abs(mean - marked) > 0.02) findings.push(`unit: bars of ${mean}, marked at ${marked}`);
  await page.locator("#unit-best").click();
  const [low] = await values(page, "unit-values");
  if (Number(low) > grid.best.loss + 0.001) findings.push(`unit: the lowest point has ${low}`);
  return findings;
}

// The handle of b on the curve, moved down, makes b smaller.
async function drag(page) {
  await page.locator("#unit-reset").click();
  await page.locator("#figure-unit").evaluate((e) => e.scrollIntoView({behavior: "instant"}));
  const box = await page.locator("#figure-unit .handle.shift").boundingBox();
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x, y + 40, {steps: 4});
  await page.mouse.up();
  const b = Number(await page.locator("#unit-b").inputValue());
  return b < 40 ? [] : ["unit: the handle on the curve does not move b"];
}

async function walk(page, {walks: {chain: [told]}}) {
  const next = page.locator("#walk-chain-next");
  for (let k = 0; k < 11; ++k) await next.press("ArrowRight");
  const said = await page.locator("#figure-walk-chain .told").innerText();
  const gradient = told.coefficients.find(({coefficient}) => coefficient.startsWith("w1")).gradient;
  const findings = said.includes(rounded(gradient, 4)) ? [] : [`walk: "${said}"`];
  const drawn = await page.locator("#figure-walk-chain .gradient").allTextContents();
  const arrived = told.nodes.filter(({node}) => node !== "L").map(({gradient: g}) => rounded(g, 4));
  for (const value of arrived) {
    if (!drawn.some((label) => label.endsWith(value))) findings.push(`walk: no ${value}`);
  }
  return findings;
}

async function steps(page, {steps: {runs}}) {
  const length = page.locator("#steps-length");
  const findings = [];
  for (const key of ["Home", "End"]) {
    await length.press(key);
    const run = runs[key === "Home" ? 0 : runs.length - 1];
    const [step, loss] = await values(page, "steps-values");
    if (Number(step) !== run.step || loss !== rounded(run.loss[30], 6)) {
      findings.push(`steps: ${step} has ${loss}, not ${run.loss[30]}`);
    }
    if (await page.locator("#steps-verdict").innerText() === "") findings.push("steps: no verdict");
  }
  return findings;
}

async function sweep(page, {sweep: {z, log_probability: {naive, stable}}}) {
  await page.locator("#sweep-z").press("Home");
  const cells = await page.locator("#sweep-values tbody tr:nth-child(2) td").allInnerTexts();
  const isRight = naive[0] === "-inf" && cells[0] === "\u2212\u221e" && stable[0] === z[0] &&
    cells[1].startsWith("\u22128.000");
  return isRight ? [] : [`sweep: ${cells}`];
}

async function language(page, data, other) {
  await page.locator(`#language-${other}`).click();
  const titles = await page.locator("main h2").allInnerTexts();
  const wanted = data.chapters.map(([{text}]) => text[other]);
  const lang = await page.locator("html").getAttribute("lang");
  const isRight = lang === other && String(titles) === String(wanted);
  return isRight ? [] : [`language: ${lang}, ${titles}`];
}

// `shown` is the language in which the page opens, and is left.
export async function lesson(page, data, shown) {
  const other = shown === "en" ? "ru" : "en";
  const findings = await text(page, data);
  for (const look of [unit, drag, walk, steps, sweep]) {
    findings.push(...await look(page, data.plots));
  }
  findings.push(...await language(page, data, other), ...await text(page, data));
  findings.push(...await language(page, data, shown));
  return findings;
}
