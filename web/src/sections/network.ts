// SPDX-License-Identifier: Apache-2.0
//
// How a network, or one unit by batches of rows, learned: loss by epoch, the hidden units.
import {chart, scrolling, table} from "../chart";
import {learningChart} from "../charts/learning";
import {hasAllTerms, thinnedAt, type Report} from "../data";
import {h, type Child} from "../dom";
import {computed, figure, type Style} from "../figures";
import {folded} from "../folded";
import {networkOf, trainingOf, type Training} from "../network";
import type {Section} from "./section";
import {unitParts} from "./units";

const loss: Style = {fixed: 4};

function numbers(report: Report, {history}: Training): HTMLTableElement {
  const cell = (member: string, style: Style) => (k: number) =>
    figure(report, `training.history.${k}.${member}`, style);
  const hasValidation = history.some((epoch) => epoch.validation !== null);
  return table("Mean loss by epoch", history.length, [
    {head: "epoch", cell: cell("epoch", {fixed: 0})},
    {head: "training", cell: cell("training", {significant: 6})},
    ...(hasValidation ? [{head: "validation", cell: cell("validation", {significant: 6})}] : []),
  ]);
}

function caption(report: Report, training: Training): Child[] {
  const {chosen, starts} = training;
  return ["Mean loss by epoch: it ends at ", figure(report, "training.training_loss", loss),
    " on the rows that were learnt from",
    ...(training.validation_loss === null ? []
      : [" and at ", figure(report, "training.validation_loss", loss), " on the ",
         figure(report, "training.validation_rows", "count"), " rows kept apart"]),
    ...(training.single_unit_loss === null ? ["."]
      : ["; one logistic unit alone reaches ", figure(report, "training.single_unit_loss", loss),
         ...(training.single_unit_validation_loss === null ? []
           : [" and ", figure(report, "training.single_unit_validation_loss", loss)]), "."]),
    " The dot is the epoch whose weights were kept, ",
    figure(report, `training.starts.${chosen}.best.epoch`, "count"),
    starts.length > 1 ? `, of the best of ${starts.length} starts.` : "."];
}

function startTable(report: Report, {starts}: Training): HTMLTableElement {
  const cell = (member: string, style: Style) => (k: number) =>
    figure(report, `training.starts.${k}.${member}`, style);
  return table("Where the search began, and where it ended", starts.length, [
    {head: "start", cell: (k) => starts[k]!.kind},
    {head: "epochs", cell: cell("epochs", "count")},
    {head: "ended by", text: true, cell: (k) => starts[k]!.stop_reason},
    {head: "kept epoch", cell: cell("best.epoch", "count")},
    {head: "training", cell: cell("best.training", {significant: 6})},
    {head: "validation", cell: cell("best.validation", {significant: 6})},
  ]);
}

function learning(report: Report, training: Training): HTMLElement[] {
  if (!training.history.some((epoch) => epoch.training !== null)) return [];
  const besides = training.starts.length > 1
    ? folded("The starts", () => scrolling(startTable(report, training))) : null;
  return [chart(caption(report, training), learningChart(training),
    () => numbers(report, training), besides)];
}

// "Of the units of layer 2, 3 are saturated and 1 is dead: ..."
function idle(report: Report, {idle: layers}: Training): HTMLElement | null {
  const some = layers.map((layer, k) => ({...layer, k})).filter((l) => l.saturated + l.dead > 0);
  if (layers.length === 0) return null;
  if (some.length === 0) return h("p", {}, "No hidden unit is saturated or dead: all take part.");
  return h("p", {}, ...some.flatMap(({k}): Child[] => [`Hidden layer ${k + 1}: `,
    figure(report, `training.idle.${k}.saturated`, "count"), " saturated, ",
    figure(report, `training.idle.${k}.dead`, "count"), " dead. "]),
  "Such units give nearly the same output on every row; fewer units would do.");
}

// Of a page that was cut down, the list of terms is shorter than it was.
function inputs(report: Report): HTMLElement {
  const cut = thinnedAt(report, "terms");
  return cut < 0 ? computed(report.terms.length, "terms", "count")
    : figure(report, `thinned.${cut}.of`, "count");
}

function content(report: Report): HTMLElement[] {
  const network = networkOf(report), training = trainingOf(report);
  if (!network && !training) return [];
  return [
    ...(network ? [h("p", {}, figure(report, "network.parameters", "count"), " parameters: ",
      inputs(report), ` inputs, ${network.hidden.join(" and then ")} ` +
      `hidden ${network.activation} units, one logistic unit. Nothing proves that no better ` +
      "weights exist.")] : []),
    ...(training ? learning(report, training) : []),
    ...(network && network.layers.length > 0 && hasAllTerms(report) ? unitParts(report, network)
      : []),
    ...(training && network ? [idle(report, training)].filter((x) => x !== null) : []),
  ];
}

export const network: Section = {id: "network", title: "How did it learn?", content};
