// SPDX-License-Identifier: Apache-2.0
//
// The members "network" and "training" of odds.fit/1. Weights of the first layer are in the columns'
// units; times its scale, a weight is for one standard deviation.
import type {Maybe, Report} from "./data";

export interface NetworkUnit { bias: Maybe; weights: Maybe[] }

export interface Network {
  activation: string; hidden: number[]; parameters: number; scales: Maybe[];
  first_layer_bias_at_zero: Maybe[]; layers: {units: NetworkUnit[]}[];
}

export interface Epoch { epoch: number; training: Maybe; validation: Maybe }

export interface Training {
  starts: {kind: string; epochs: number; stop_reason: string; best: Epoch}[]; chosen: number;
  training_rows: number; validation_rows: number;
  training_loss: Maybe; validation_loss: Maybe;
  single_unit_loss: Maybe; single_unit_validation_loss: Maybe;
  idle: {saturated: number; dead: number}[]; history: Epoch[];
}

export const networkOf = (report: Report) => (report.network ?? null) as Network | null;
export const trainingOf = (report: Report) => (report.training ?? null) as Training | null;
