// SPDX-License-Identifier: Apache-2.0
//
// Groups of like probability, what was expected of them and what happened (PROC LOGISTIC's
// Partition for the Hosmer and Lemeshow Test).
import {scrolling, table} from "../chart";
import {figure} from "../figures";
import type {Report} from "../data";

export function partition(report: Report): HTMLElement {
  const groups = report.evaluation?.hosmer_lemeshow_groups ?? [];
  const path = (k: number, name: string) => `evaluation.hosmer_lemeshow_groups.${k}.${name}`;
  return scrolling(table("Partition for the Hosmer and Lemeshow Test: neighbours by probability, " +
    "ties never split", groups.length, [
    {head: "Group", cell: (k) => String(k + 1)},
    {head: "Total", cell: (k) => figure(report, path(k, "nobs"), "count")},
    {head: "Events observed", cell: (k) => figure(report, path(k, "observed"), "count")},
    {head: "Events expected", cell: (k) => figure(report, path(k, "expected"), {fixed: 2})},
    {head: "Lowest probability", cell: (k) => figure(report, path(k, "lowest"), {fixed: 4})},
    {head: "Highest", cell: (k) => figure(report, path(k, "highest"), {fixed: 4})},
  ]));
}
