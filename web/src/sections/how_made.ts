// SPDX-License-Identifier: Apache-2.0
//
// How the model was made: the command that repeats it, the data's fingerprint, the certificate in
// words, the settings, and the way of the solver to the optimum.
import * as Plot from "@observablehq/plot";
import {h, type Child} from "../dom";
import {chart, colours, dashes, draw, table} from "../chart";
import {figure, format} from "../figures";
import type {FitStep, Report} from "../data";
import {isNetwork, isPenalised, lossWords} from "../words";
import {stopWords} from "./checks";
import type {Section} from "./section";

type Fact = [string, Child[]] | null;

// As a shell reads it again.
const quoted = (word: string) => /^[\w@%+=:,./-]+$/.test(word) ? word
  : `'${word.replaceAll("'", "'\\''")}'`;

const solvers: Record<string, string> = {
  newton: "Newton\u2019s method", lbfgs: "L-BFGS, a quasi-Newton method", gd: "gradient descent",
  sgd: "stochastic gradient descent", adam: "Adam, a stochastic gradient descent",
  cd: "proximal Newton with coordinate descent", "newton-cg": "Newton by conjugate gradients",
  dual: "Newton in the space of the rows", "quasi-newton": "a quasi-Newton method",
};

function certificate(report: Report): Child[] {
  const {certificate: c} = report;
  const of = (name: string) => figure(report, `certificate.${name}`, {significant: 2});
  const parts: Child[] = [];
  if (c.max_error_in_se !== null) {
    parts.push(" Every coefficient is within ", of("max_error_in_se"), " of its standard error " +
      "of the exact optimum.");
  }
  if (c.objective_gap !== null) {
    parts.push(` The ${lossWords(report)} is within `, of("objective_gap"),
      " of the least possible.");
  }
  if (c.gradient_norm !== null) {
    parts.push(" Norm of the gradient: ", of("gradient_norm"), ".");
  }
  if (c.newton_decrement !== null) {
    parts.push(" Newton decrement: ", of("newton_decrement"), ".");
  }
  const start = report.converged ? "Converged: " : "Not converged: ";
  return [start, stopWords(report.stop_reason), ` (${report.stop_reason}).`, ...parts];
}

function penalty(report: Report): Fact {
  const {l1, l2, standardize, factors, bounds} = report.penalty;
  if (report.firth) {
    return ["Penalty", ["Firth\u2019s: half the log determinant of the information"]];
  }
  const parts: Child[] = [];
  if (l1 > 0) parts.push("lasso (l1) ", figure(report, "penalty.l1", {upto: 6}));
  if (l1 > 0 && l2 > 0) parts.push(", ");
  if (l2 > 0) parts.push("ridge (l2) ", figure(report, "penalty.l2", {upto: 6}));
  if (isPenalised(report) && standardize) parts.push(", on columns of standard deviation 1");
  if (Object.keys(factors ?? {}).length > 0) {
    parts.push(", multiplied by a factor for some columns");
  }
  if (Object.keys(bounds ?? {}).length > 0) {
    parts.push(parts.length > 0 ? ", " : "", "some coefficients kept within bounds");
  }
  return parts.length > 0 ? ["Penalty", parts] : null;
}

const missingWords: Record<string, string> = {
  error: "none allowed", drop: "rows with missing values left out",
  mean: "replaced by the mean, with a term that marks them",
};

const errorWords: Record<string, string> = {
  oim: "from the curvature of the likelihood (inverse information)", hc0: "robust (HC0)",
  hc1: "robust (HC1)", cluster: "robust, by clusters",
};

function roles(report: Report): Fact {
  const parts = [
    report.weights && `weights ${report.weights}`,
    report.freq_weights && `frequencies ${report.freq_weights}`,
    report.offset && `offset ${report.offset}`, report.cluster && `clusters ${report.cluster}`,
  ].filter(Boolean);
  return parts.length > 0 ? ["Other columns", [parts.join(", ")]] : null;
}

function facts(report: Report): Fact[] {
  const count = (path: string) => figure(report, path, "count");
  const hasErrors = report.terms.some((term) => term.std_error !== null);
  return [
    ["Command", [h("pre", {}, h("code", {}, report.command.map(quoted).join(" ")))]],
    ["Data", [report.source === "-" ? "standard input" : report.source || "a table in memory", ": ",
      count("rows_read"), " rows read, ", count("rows_used"), " used"]],
    !report.fingerprint ? null : ["Fingerprint", [h("code", {}, report.fingerprint.hash), ", ",
      count("fingerprint.bytes"), " bytes, ", count("fingerprint.rows"), " rows"]],
    roles(report),
    ["Missing values", [missingWords[report.missing] ?? report.missing]],
    ["Intercept", [report.intercept ? "yes" : "no"]],
    ["Method", [solvers[report.solver] ?? report.solver, ", ", count("iterations"), " steps"]],
    penalty(report),
    ["Certificate", certificate(report)],
    report.condition_number === null ? null
      : ["Condition number", [figure(report, "condition_number", {significant: 3})]],
    !hasErrors ? null : ["Standard errors", [errorWords[report.vce ?? ""] ?? report.vce]],
    !hasErrors ? null : ["Confidence limits", [count("level"), "%, ", report.interval === "profile"
      ? "by profile likelihood" : "Wald\u2019s"]],
    ["Program", [`odds ${report.odds_version}`]],
  ];
}

// What the solver watched: the decrement or gap, or the gradient where more steps have that one.
function measure(steps: FitStep[]): {member: keyof FitStep; shown: FitStep[]} {
  const positive = (member: keyof FitStep) =>
    ({member, shown: steps.filter((step) => (step[member] ?? 0) > 0)});
  const [decrement, gradient] = [positive("decrement"), positive("gradient_norm")];
  return decrement.shown.length >= gradient.shown.length ? decrement : gradient;
}

// What is left to gain at each step, on a logarithmic axis.
function convergence(report: Report): HTMLElement | null {
  const steps = report.steps ?? [];
  if (steps.length < 2 || isNetwork(report)) return null;
  const {member, shown} = measure(steps);
  if (shown.length < 2) return null;
  const name = member === "gradient_norm" ? "Norm of the gradient"
    : report.certificate.kind === "gap" ? "Duality gap" : "Newton decrement";
  const drawing = draw("Convergence curve", `${name} against the step, on a logarithmic axis.`,
    (width) => ({
      width: Math.min(width, 620), height: 260, marginLeft: 76, marginRight: 22, marginTop: 14,
      marginBottom: 44,
      x: {label: "Step", labelAnchor: "center", labelArrow: "none",
        tickFormat: (x: number) => Number.isInteger(x) ? format(x, "count") : ""},
      y: {type: "log", label: name, labelAnchor: "center", labelArrow: "none", grid: true, ticks: 5,
        tickFormat: (y: number) => format(y, {upto: 1}).replace(/^1\u00d7/, "")},
      marks: [
        Plot.line(shown, {x: "step", y: member, stroke: colours.main, strokeWidth: 2,
          strokeDasharray: dashes.main}),
        ...(shown.length > 60 ? []
          : [Plot.dot(shown, {x: "step", y: member, r: 3.5, fill: colours.main})]),
      ],
    }));
  const last = steps.length - 1;
  const path = (k: number, n: string) => `steps.${k}.${n}`;
  const small = {significant: 3} as const;
  return chart([h("b", {}, "Convergence. "), `The ${lossWords(report)} fell from `,
    figure(report, path(0, "loss"), {significant: 4}), " to ",
    figure(report, path(last, "loss"), {significant: 4}), " in ",
    figure(report, path(last, "step"), "count"), " steps. Drawn is how far from the " +
      "optimum each stood, by its ", `${name.toLowerCase().replace("newton", "Newton")}.`],
  drawing, () => table("Each step of the fit", steps.length, [
    {head: "Step", cell: (k) => figure(report, path(k, "step"), "count")},
    {head: report.firth || isPenalised(report) ? "Mean loss with its penalty" : "Mean loss",
      cell: (k) => figure(report, path(k, "loss"), {significant: 8})},
    {head: "Norm of the gradient", cell: (k) => figure(report, path(k, "gradient_norm"), small)},
    {head: "Decrement or gap", cell: (k) => figure(report, path(k, "decrement"), small)},
  ]));
}

function content(report: Report): HTMLElement[] {
  const list = h("dl", {class: "facts"});
  for (const fact of facts(report)) {
    if (fact) list.append(h("div", {}, h("dt", {}, fact[0]), h("dd", {}, ...fact[1])));
  }
  const curve = convergence(report);
  return [list, ...(curve ? [curve] : [])];
}

export const howMade: Section = {id: "how-made", title: "How was it made?", content};
