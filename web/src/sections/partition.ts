// SPDX-License-Identifier: Apache-2.0
//
// Groups of like probability, what was expected of them and what happened (PROC LOGISTIC's
// Partition for the Hosmer and Lemeshow Test).
import {table} from "../chart";
import {figure} from "../figures";
import type {Report} from "../data";
import type {Block} from "./fit_tables";

export function partition(report: Report, caption: string): HTMLTableElement {
  const groups = report.evaluation?.hosmer_lemeshow_groups ?? [];
  const path = (k: number, name: string) => `evaluation.hosmer_lemeshow_groups.${k}.${name}`;
  return table(caption, groups.length, [
    {head: "Group", cell: (k) => String(k + 1)},
    {head: "Total", cell: (k) => figure(report, path(k, "nobs"), "count")},
    {head: "Events observed", cell: (k) => figure(report, path(k, "observed"), "count")},
    {head: "Events expected", cell: (k) => figure(report, path(k, "expected"), {fixed: 2})},
    {head: "Lowest probability", cell: (k) => figure(report, path(k, "lowest"), {fixed: 4})},
    {head: "Highest", cell: (k) => figure(report, path(k, "highest"), {fixed: 4})},
  ]);
}

export function hosmerLemeshow(report: Report): Block | null {
  const rows = report.evaluation?.hosmer_lemeshow_groups?.length ?? 0;
  if (rows === 0) return null;
  return {title: "Partition for the Hosmer and Lemeshow test", rows, make: () =>
    partition(report, "Neighbours by probability; ties are never split")};
}
