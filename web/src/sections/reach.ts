// SPDX-License-Identifier: Apache-2.0
//
// How far an axis of probabilities must reach: to 100%, or less far where an event is rare and all
// predictions lie near 0.
import {format} from "../figures";
import type {Evaluation} from "../data";

const ends = [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5];

export function reachOf(e: Evaluation): number {
  const said = (e.curves?.calibration ?? []).map(({probability}) => probability);
  const bins = (e.calibration_table ?? []).filter(({nobs}) => nobs > 0);
  const most = said.length > 0 ? Math.max(...said)
    : Math.max(0, ...bins.map((bin) => bin.mean_probability ?? 1));
  const happened = bins.map((bin) => bin.observed_share ?? 0);
  return ends.find((end) => end >= Math.max(most, ...happened)) ?? 1;
}

// A threshold or share in a sentence: as many decimals as leave something to see.
export const shareStyle = (value: number) => ({percent: value > 0 && value < 0.01 ? 2 : 1});

// Ticks of an axis that ends there.
export const percentTick = (end: number) => (value: number) =>
  format(value, {percent: end <= 0.005 ? 2 : end <= 0.05 ? 1 : 0});
