// SPDX-License-Identifier: Apache-2.0
//
// The pages of the tests, made by the program as a user makes them. A case names its commands; the
// last one writes NAME.html, and `json` prints what the page must hold.
import {execFile} from "node:child_process";
import {writeFile} from "node:fs/promises";
import {join} from "node:path";
import {promisify} from "node:util";

const execute = promisify(execFile);

// Runs odds; `codes` are the exit codes that are no failure.
export async function odds(program, folder, words, codes = [0]) {
  try {
    const {stdout} = await execute(program, words, {cwd: folder, maxBuffer: 1 << 26});
    return stdout;
  } catch (error) {
    if (codes.includes(error.code)) return error.stdout;
    throw new Error(`odds ${words.join(" ")}: ${error.stderr || error.message}`);
  }
}

// Numbers that look random and are the same on every machine (Park and Miller's generator).
function generator(seed) {
  let state = seed;
  return () => (state = (state * 48271) % 2147483647) / 2147483647;
}

function normal(random) {
  return Math.sqrt(-2 * Math.log(random())) * Math.cos(2 * Math.PI * random());
}

function patients(rows) {
  const random = generator(20);
  const regions = ["north", "south", "east", "west"];
  const lines = ["age,income,score,region,member,w,y"];
  for (let i = 0; i < rows; ++i) {
    const age = 45 + 12 * normal(random);
    const income = Math.exp(10 + 0.6 * normal(random));
    const score = normal(random);
    const region = regions[Math.floor(4 * random())];
    const member = random() < 0.3;
    const z = 0.04 * age + 2e-5 * income + 0.8 * score + (region === "north") - 3;
    const y = random() < 1 / (1 + Math.exp(-z)) ? "yes" : "no";
    lines.push([age.toFixed(2), income.toFixed(1), score.toFixed(4), region, member,
      0.5 + Math.floor(4 * random()) / 2, y].join(","));
  }
  return lines.join("\n") + "\n";
}

export const hostileNames = [
  "</script><script>alert(1)</script>",
  "<img src=x onerror=alert(1)>",
  "n".repeat(300),
  "גיל \u202eטקסט",
  "smile \u{1F642}\u{1F468}\u200d\u{1F469}\u200d\u{1F467}",
  "bell\u0007escape\u001b[31m",
  "a\"b'c&amp;d",
];

const quoted = (text) => `"${text.replaceAll('"', '""')}"`;

function hostile(rows) {
  const random = generator(7);
  const lines = [[...hostileNames, "<u>kind</u>", "<b>target</b>"].map(quoted).join(",")];
  for (let i = 0; i < rows; ++i) {
    const values = hostileNames.map(() => random().toFixed(3));
    const level = hostileNames[Math.floor(hostileNames.length * random())];
    const event = random() < 0.3 + 0.4 * values[0];
    lines.push([...values, quoted(level), quoted(event ? "y\"><svg onload=alert(1)>" : "no")]
      .join(","));
  }
  return lines.join("\n") + "\n";
}

// So many columns that lists of the page are thinned.
function wide(rows, columns) {
  const random = generator(33);
  const names = Array.from({length: columns}, (_, j) => `column_${j}`);
  const lines = [[...names, "y"].join(",")];
  for (let i = 0; i < rows; ++i) {
    const values = names.map(() => normal(random));
    const z = values[0] * values[1] + values[2];
    lines.push([...values.map((v) => v.toFixed(3)), random() < 1 / (1 + Math.exp(-z)) ? 1 : 0]
      .join(","));
  }
  return lines.join("\n") + "\n";
}

export async function writeData(folder) {
  await writeFile(join(folder, "wide.csv"), wide(1000, 80));
  await writeFile(join(folder, "patients.csv"), patients(1500));
  await writeFile(join(folder, "hostile.csv"), hostile(400));
  await writeFile(join(folder, "separated.csv"),
    "x,z,y\n1,3,0\n2,2,0\n3,3,0\n4,1,0\n5,2,1\n6,3,1\n7,1,1\n8,2,1\n");
  const rows = Array.from({length: 60}, (_, i) => {
    const event = i % 3 === 0 || (i * 5) % 7 < 3;
    return `${"abc"[i % 3]},${(i * 7) % 11},${event ? 1 : 0}\n`;
  });
  await writeFile(join(folder, "half_separated.csv"), "g,x,y\n" + rows.join(""));
}

const people = ["patients.csv", "--target", "y", "--drop", "w"];

// `fit`: the command that makes the model; its page is written by --report. `report`: the arguments
// of odds report, which then makes the page. `codes`: exit codes that belong to the case.
export function cases(titanic) {
  const survived = [titanic, "--target", "survived"];
  return [
    {name: "titanic", fit: ["fit", ...survived], data: titanic, pdf: true, themes: true},
    {name: "weights", fit: ["fit", "patients.csv", "--target", "y", "--weights", "w"],
      data: "patients.csv"},
    {name: "penalised", fit: ["fit", ...people, "--l1", "0.01", "--l2", "0.05"],
      data: "patients.csv"},
    {name: "wide", fit: ["fit", "wide.csv", "--target", "y"], data: "wide.csv"},
    {name: "separated", fit: ["fit", "separated.csv", "--target", "y", "--separation", "allow"]},
    {name: "half_separated",
      fit: ["fit", "half_separated.csv", "--target", "y", "--separation", "allow"],
      data: "half_separated.csv"},
    {name: "network", fit: ["fit", ...people, "--hidden", "4", "--starts", "1"],
      data: "patients.csv", themes: true},
    {name: "network_rows", fit: ["fit", ...people, "--hidden", "4", "--starts", "1"],
      report: ["patients.csv", "--rows", "1,17"]},
    {name: "classes", fit: ["fit", titanic, "--target", "class", "--features", "sex,survived"],
      data: titanic},
    {name: "path", fit: ["path", ...people, "--points", "40"]},
    {name: "cv", fit: ["cv", ...people, "--points", "40", "--folds", "4"], data: "patients.csv"},
    {name: "model_only", fit: ["fit", ...survived], report: [], pdf: true},
    {name: "not_converged", fit: ["fit", ...people, "--max-iterations", "2"],
      data: "patients.csv", codes: [0, 1]},
    {name: "hostile", fit: ["fit", "hostile.csv", "--target", "<b>target</b>"],
      data: "hostile.csv", themes: true},
    {name: "hostile_rows", fit: ["fit", "hostile.csv", "--target", "<b>target</b>"],
      report: ["hostile.csv", "--rows", "1,2"]},
    {name: "lesson_en", lesson: "en", themes: true},
    {name: "lesson_ru", lesson: "ru"},
  ];
}

// A path as the page has it, from what --json prints.
function pathMembers(printed) {
  const curve = (term) => printed.points.map(({terms, estimates}) => {
    const place = terms.indexOf(term);
    return place < 0 ? 0 : estimates[place];
  });
  const shown = new Set(printed.points.flatMap(({terms}) => terms));
  return {
    points: printed.points.map(({lambda, l1, l2, nonzero, deviance_ratio, converged}) =>
      ({lambda, l1, l2, nonzero, deviance_ratio, converged})),
    estimates: printed.terms.filter(({term}) => shown.has(term))
      .map(({term}) => ({term, estimates: curve(term)})),
    cv: printed.curve?.map(({lambda, mean, std_error}) => ({lambda, mean, std_error})) ?? null,
    best: printed.best, one_se: printed.one_se,
  };
}

// The same of the page's data.
export function shownPath({path, cv}) {
  return {
    points: path.points,
    estimates: path.curves.map(({term, estimates}) => ({term, estimates})),
    cv: cv?.points ?? null, best: cv?.best, one_se: cv?.one_se,
  };
}

// Makes the page and says what must be in it: {file, json: of the same by odds report --json,
// terms: those of the command's own --json, path: its points}; null where there is no such text.
export async function makePage(program, folder, test) {
  const file = `${test.name}.html`;
  const run = (words, codes = test.codes) => odds(program, folder, [...words, "--quiet"], codes);
  if (test.lesson) {
    await odds(program, folder, ["lesson", "--html", file, "--lang", test.lesson]);
    return {file, json: null, terms: null, path: null};
  }
  const model = `${test.name}.json`;
  const kept = test.fit[0] === "path" ? [] : ["-o", model];
  const page = test.report ? [] : ["--report", file];
  const printed = JSON.parse(await run([...test.fit, ...kept, ...page, "--json"]));
  const terms = test.fit[0] === "fit" ? printed.terms : printed.model?.terms ?? null;
  const path = printed.points ? pathMembers(printed) : null;
  let json = null;
  if (test.report) await run(["report", model, ...test.report, "-o", file]);
  const data = test.report ?? (test.data && [test.data]);
  if (data) json = JSON.parse(await run(["report", model, ...data, "--json"]));
  return {file, json, terms, path, model, data: test.data};
}
