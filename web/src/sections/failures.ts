// SPDX-License-Identifier: Apache-2.0
//
// Where the model fails: groups of rows about which it is wrong on the whole, the single rows about
// which it is most wrong, and those that pull the coefficients (Pregibon 1981).
import {chart, scrolling, table, type Column} from "../chart";
import {apartFromAlike, influenceChart} from "../charts/influence";
import {segmentName, segmentsChart} from "../charts/segments";
import {hasAllTerms, type Diagnostics, type Report, type RowInfluence} from "../data";
import {h, type Child} from "../dom";
import {computed, figure, type Style} from "../figures";
import {folded} from "../folded";
import {name} from "../names";
import {eventName, isNetwork, isShrunk, weightsOf} from "../words";
import {pairs} from "./pairs";
import type {Section} from "./section";

const segmentsDrawn = 12;
const surprisesShown = 5;
const rowsShown = 10;
const notable = 2;      // standard deviations
const nothing = 0.005;

const key = (kind: string, sign: string) => h("span", {class: `key ${kind}`}, sign);

const order = <T>(list: T[], size: (item: T) => number | null) =>
  list.map((item, index) => ({item, index}))
    .sort((a, b) => Math.abs(size(b.item) ?? -1) - Math.abs(size(a.item) ?? -1));

// ---- segments -----------------------------------------------------------------------------------

function segmentTable(report: Report, {segments}: Diagnostics, indices: number[]) {
  const cell = (member: string, style: Style) => (k: number) =>
    figure(report, `diagnostics.segments.${indices[k]}.${member}`, style);
  return table("Segments, the worst first", indices.length, [
    {head: "segment", cell: (k) => name(segmentName(segments[indices[k]!]!))},
    {head: "n", cell: cell("nobs", "count")},
    {head: "observed", cell: cell("observed", {percent: 1})},
    {head: "expected", cell: cell("expected", {percent: 1})},
    {head: "log-loss", cell: cell("log_loss", {fixed: 3})},
    {head: "z", cell: cell("z", {fixed: 2})},
    {head: "p", cell: cell("p_value", "p")},
  ]);
}

// The equations of the fit make what it expects of each level what was observed.
const isFreeFit = (report: Report) =>
  !isShrunk(report) && !isNetwork(report) && report.intercept && report.converged;

function segmentWords(report: Report, {segments, is_fit_data}: Diagnostics, far: number): Child[] {
  const isByConstruction = is_fit_data && isFreeFit(report) && segments.some((s) => s.level);
  return [key("main", "\u25cf"), " what happened, ", key("other", "\u25c7"),
    " what the model expected: share of ", name(eventName(report), 300), ". Of ",
    computed(segments.length, "segments", "count"), " segments, ",
    computed(far, "|z| > 2", "count"), far === 1 ? " is" : " are",
    " more than 2 standard deviations (z) off; " + (weightsOf(report) === null
      ? "chance alone makes about one in twenty." : "p-values take weights as counts."),
    segments.some((s) => !s.level) ? " A range holds its lower end, not its upper." : null,
    isByConstruction ? " These are the data of the fit, and a level of a column of the model is " +
      "right by construction: look at numbers and at columns left out." : null];
}

function segmentParts(report: Report, diagnostics: Diagnostics): HTMLElement[] {
  const list = order(diagnostics.segments, (s) => s.z)
    .filter(({item}) => item.observed !== null && item.expected !== null);
  if (list.length === 0) return [];
  const far = list.filter(({item}) => Math.abs(item.z ?? 0) > notable).length;
  const numbers = () => segmentTable(report, diagnostics, list.map(({index}) => index));
  const drawn = list.slice(0, segmentsDrawn).map(({item}) => item);
  const isExact = Math.abs(drawn[0]!.z ?? 0) < nothing;
  return [h("h3", {}, "Groups of rows"), ...(isExact ? [
    h("p", {}, "In each of ", computed(list.length, "segments", "count"), " segments the share " +
      "of ", name(eventName(report), 300), " is what the model expects." +
      (diagnostics.is_fit_data ? " These are the data of the fit, where that is " +
        (isFreeFit(report) ? "so by construction" : "easy") +
        ": new data would show where it fails." : "")),
    folded("The numbers", () => scrolling(numbers()))]
    : [chart(segmentWords(report, diagnostics, far), segmentsChart(drawn), numbers)])];
}

// ---- single rows --------------------------------------------------------------------------------

function happened(report: Report, row: RowInfluence, index: number): HTMLElement {
  const at = (member: string) => figure(report, `diagnostics.rows.${index}.${member}`, "count");
  if (row.trials !== 1) return h("span", {}, at("successes"), " of ", at("trials"));
  return name(row.successes > 0 ? report.event : report.non_event, 150);
}

// A row that stands for those with the same figures.
interface Shown { index: number; alike: number }

const rowNumber = (report: Report, {index, alike}: Shown) => h("span", {},
  figure(report, `diagnostics.rows.${index}.row`, {fixed: 0}),
  alike === 0 ? null : h("span", {class: "quiet"}, " and others alike"));

function surprises(report: Report, rows: RowInfluence[], shown: Shown[]): HTMLElement[] {
  const worst = order(shown, ({index}) => rows[index]!.deviance).slice(0, surprisesShown);
  return [h("p", {}, "The rows about which the model is most wrong:"),
    h("ol", {class: "surprises"}, ...worst.map(({item: each}) => {
      const {index} = each, item = rows[index]!;
      const path = `diagnostics.rows.${index}`;
      return h("li", {}, "Row ", rowNumber(report, each), ": ",
        figure(report, `${path}.probability`, {percent: 1}), " for ", name(eventName(report), 150),
        ", and it was ", happened(report, item, index), " (deviance residual ",
        figure(report, `${path}.deviance`, {fixed: 2}), ").");
    }))];
}

// "-0.31 age, 0.22 sex[male]": the coefficients that the row pulls most, in their standard errors.
function pulls(report: Report, row: RowInfluence, index: number): HTMLElement {
  const largest = order(row.dfbetas, (value) => value).slice(0, 2);
  return h("span", {class: "pulls"}, ...largest.map(({index: term}) => h("span", {},
    figure(report, `diagnostics.rows.${index}.dfbetas.${term}`, {fixed: 2}), " ",
    name(report.terms[term]?.term ?? "", 170))));
}

const hasPulls = (report: Report, rows: RowInfluence[]) =>
  hasAllTerms(report) && rows.some((row) => row.dfbetas.length > 0);

function rowTable(report: Report, rows: RowInfluence[], shown: Shown[],
  isFull = false): HTMLTableElement {
  const cell = (member: string, style: Style) => (k: number) =>
    figure(report, `diagnostics.rows.${shown[k]!.index}.${member}`, style);
  const hasLeverage = rows.some((row) => row.leverage !== null);
  const influence: Column[] = [
    {head: "without it", cell: cell("probability_left_out", {percent: 1})},
    {head: "leverage", cell: cell("leverage", {significant: 2})},
    {head: "C", cell: cell("c", {significant: 2})},
    ...(isFull ? [
      {head: "C bar", cell: cell("cbar", {significant: 2})},
      {head: "DIFDEV", cell: cell("difdev", {fixed: 2})},
      {head: "DIFCHISQ", cell: cell("difchisq", {fixed: 2})},
    ] : []),
    ...(hasPulls(report, rows) ? [
      {head: "largest DFBETAs", text: true,
        cell: (k: number) => pulls(report, rows[shown[k]!.index]!, shown[k]!.index)}] : []),
  ];
  const what = hasLeverage ? "Influence statistics" : "Residuals";
  return table(isFull ? `${what} of the rows that were kept` : what, shown.length, [
    {head: "row", cell: (k) => rowNumber(report, shown[k]!)},
    {head: "what happened", text: true,
      cell: (k) => happened(report, rows[shown[k]!.index]!, shown[k]!.index)},
    {head: "probability", cell: cell("probability", {percent: 1})},
    {head: "Pearson", cell: cell("pearson", {fixed: 2})},
    {head: "deviance", cell: cell("deviance", {fixed: 2})},
    ...(hasLeverage ? influence : []),
  ]);
}

const reading: [string, string][] = [
  ["probability, without it", "what the model says of the row, and what it would say had it not " +
    "seen the row"],
  ["Pearson, deviance", "residuals: how wrong the model is about the row; beyond 2 is unusual, " +
    "beyond 3 rare"],
  ["leverage", "how far the row's columns lie from those of the others; it could pull the " +
    "coefficients"],
  ["C, C bar", "how far it does pull all coefficients together; stands out where it is several " +
    "times those of the others"],
  ["DIFDEV, DIFCHISQ", "by how much deviance and Pearson's chi-square would fall without the " +
    "row; about 4 is the 5% point"],
];

const readingPulls: typeof reading = [
  ["DFBETAs", "by how many of its standard errors a coefficient would move without the row"],
];

const readingList = (list: typeof reading) => h("dl", {class: "reading"},
  ...list.flatMap(([term, words]) => [h("dt", {}, term), h("dd", {}, words)]));

function singleRows(report: Report, diagnostics: Diagnostics): HTMLElement[] {
  const {rows, rows_above_twice_mean_leverage} = diagnostics;
  if (!rows.some((row) => row.deviance !== null)) return [];
  const hasLeverage = rows.some((row) => row.leverage !== null);
  const size = ({index}: Shown) => (hasLeverage ? rows[index]!.c : rows[index]!.deviance);
  const shown = order(apartFromAlike(rows), size).map(({item}) => item);
  const all = order(rows.map((_, index) => ({index, alike: 0})), size).map(({item}) => item);
  const caption: Child[] = hasLeverage
    ? ["The rows that matter. Above the line the event happened more than expected, below less; " +
       "to the right the row's columns are unusual; the larger the dot, the more the row moves " +
       "the coefficients (C). ", figure(report, "diagnostics.rows_above_twice_mean_leverage",
      "count"), ` row${rows_above_twice_mean_leverage === 1 ? " has" : "s have"} more than twice ` +
      "the mean leverage. Only the most extreme rows are drawn."]
    : ["The largest residuals by row number. Above the line the event happened more than " +
       "expected, below less."];
  return [h("h3", {}, "Single rows"), ...surprises(report, rows, shown),
    chart(caption, influenceChart(diagnostics)),
    scrolling(rowTable(report, rows, shown.slice(0, rowsShown))),
    folded(`All figures of the ${all.length} rows`, () =>
      scrolling(rowTable(report, rows, all, true)), true),
    ...(hasLeverage ? [folded("How to read these columns", () =>
      readingList(hasPulls(report, rows) ? [...reading, ...readingPulls] : reading))] : [])];
}

function content(report: Report): HTMLElement[] {
  const {diagnostics} = report;
  if (!diagnostics) return [];
  const parts = [...segmentParts(report, diagnostics), ...pairs(report, diagnostics),
    ...singleRows(report, diagnostics)];
  const notes = diagnostics.notes.map((note) => h("p", {class: "quiet"}, note.message));
  return parts.length === 0 ? [] : [...notes, ...parts];
}

export const failures: Section = {id: "failures", title: "Where does it fail?", content};
