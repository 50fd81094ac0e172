// SPDX-License-Identifier: Apache-2.0
//
// The JSON of the page, schema odds.report/1: what `odds report --json` prints. A number that does
// not apply is null; a part that does not apply is null or absent.

export type Maybe = number | null;

export interface Note { code: string; message: string }

export interface Term {
  term: string; column: string; level: string; outcome?: string; limit?: string;
  estimate: Maybe; std_error: Maybe; statistic: Maybe; p_value: Maybe;
  conf_low: Maybe; conf_high: Maybe;
  odds_ratio: Maybe; odds_ratio_low: Maybe; odds_ratio_high: Maybe; standardised: Maybe;
}

export interface Test { statistic: Maybe; df: number; p_value: Maybe }

export interface JointTest {
  column: string; df: number;
  wald_chi2: Maybe; wald_p_value: Maybe; lr_chi2: Maybe; lr_p_value: Maybe;
}

export interface FitStep { step: number; loss: Maybe; gradient_norm: Maybe; decrement: Maybe }

export interface Confusion {
  true_positives: number; false_negatives: number;
  false_positives: number; true_negatives: number;
}

export interface RocPoint { threshold: Maybe; sensitivity: number; false_positive_rate: number }

export interface CalibrationBin {
  low: number; high: number; nobs: number; mean_probability: Maybe; observed_share: Maybe;
}

export interface Curves {
  roc: RocPoint[];
  thresholds: (Confusion & {threshold: number})[];
  calibration: {probability: number; observed: Maybe; low: Maybe; high: Maybe}[];
  histogram: {low: number; high: number; events: number; others: number}[];
  gains: {
    nobs: number; weight: number; events: number; expected: number; lowest: number;
    highest: number; cumulative_share: Maybe; lift: Maybe;
  }[];
}

export interface ClassFigures {
  label: string; weight: number; recall: Maybe; precision: Maybe;
  auc: Maybe; auc_std_error: Maybe; auc_low: Maybe; auc_high: Maybe;
  roc?: RocPoint[]; calibration_table?: CalibrationBin[];
}

export interface Evaluation extends Partial<Confusion> {
  source: string; is_fit_data: boolean; target: string; trials: string | null;
  weights?: string | null;
  event: string; non_event: string;
  rows_read: number; rows: number; unscored: number; nobs: number; sum_weights: number;
  event_weight: number; base_rate: Maybe;
  log_loss: Maybe; log_loss_std_error?: Maybe; log_loss_low?: Maybe; log_loss_high?: Maybe;
  base_rate_log_loss: Maybe;
  brier: Maybe; brier_std_error?: Maybe; brier_low?: Maybe; brier_high?: Maybe;
  threshold?: Maybe; accuracy: Maybe; sensitivity?: Maybe; specificity?: Maybe;
  precision?: Maybe; matthews?: Maybe; average_precision?: Maybe;
  auc?: Maybe; auc_std_error?: Maybe; auc_low?: Maybe; auc_high?: Maybe; level: Maybe;
  somers_d?: Maybe; gini?: Maybe; gamma?: Maybe; tau_a?: Maybe; kolmogorov_smirnov?: Maybe;
  concordant_pairs?: Maybe; discordant_pairs?: Maybe; tied_pairs?: Maybe;
  calibration_intercept?: Maybe; calibration_intercept_std_error?: Maybe;
  calibration_intercept_by_construction?: boolean;
  calibration_slope?: Maybe; calibration_slope_std_error?: Maybe;
  calibration_slope_by_construction?: boolean;
  calibration_test?: Test; spiegelhalter_z?: Maybe; spiegelhalter_p_value?: Maybe;
  calibration_errors?: {largest: Maybe; mean: Maybe; percentile_90: Maybe} | null;
  calibration_table?: CalibrationBin[];
  hosmer_lemeshow?: {statistic: Maybe; df: Maybe; p_value: Maybe};
  hosmer_lemeshow_groups?: {
    nobs: number; observed: number; expected: number; lowest: number; highest: number;
  }[];
  curves?: Curves | null;
  classes?: ClassFigures[]; confusion?: number[][];  // what happened x what was said
  notes: Note[];
}

export interface RowInfluence {
  row: number; successes: number; trials: number; probability: Maybe;
  probability_left_out: Maybe; pearson: Maybe; deviance: Maybe; leverage: Maybe;
  c: Maybe; cbar: Maybe; difdev: Maybe; difchisq: Maybe; dfbetas: Maybe[];
}

export interface SegmentFigures {
  nobs: number; weight: number; observed: Maybe; expected: Maybe; log_loss: Maybe;
  z: Maybe; p_value: Maybe;
}

export interface Segment extends SegmentFigures {
  column: string; level: string | null; low: Maybe; high: Maybe;
}

// Rows in two of the segments, by their places.
export interface SegmentPair extends SegmentFigures { first: number; second: number }

export interface Diagnostics {
  is_fit_data: boolean; rows: RowInfluence[];
  mean_leverage: Maybe; largest_c: Maybe; rows_above_twice_mean_leverage: Maybe;
  segments: Segment[]; segment_pairs: SegmentPair[]; segment_pairs_compared: number;
  classification: (Confusion & {threshold: number})[]; notes: Note[];
}

export interface EffectPoint {
  x: Maybe; level: string | null; share: Maybe; probability: Maybe; low: Maybe; high: Maybe;
}

export interface Effect {
  column: string; is_number: boolean; points: EffectPoint[]; mean: Maybe; deviation: Maybe;
  lower_quartile: Maybe; median: Maybe; upper_quartile: Maybe;
  quartile_odds_ratio: Maybe; quartile_odds_ratio_low: Maybe; quartile_odds_ratio_high: Maybe;
}

export interface PathData {
  mix: number; lambda_max: number; null_deviance: Maybe;
  points: {
    lambda: number; l1: number; l2: number; nonzero: number; deviance_ratio: Maybe;
    converged: boolean;
  }[];
  terms_with_estimates: number;
  // size: |estimate| at the last point, for one standard deviation.
  curves: {
    term: string; column: string; level: string; size?: Maybe; estimates: number[];
  }[];
}

export interface CrossValidationData {
  measure: string; choice: string; fold_column: string | null; folds: number;
  best: number; one_se: number;
  points: {lambda: number; mean: Maybe; std_error: Maybe}[];
}

// Members of odds.explain/1 and odds.fit/1 of networks are declared where they are drawn.
export interface Report {
  schema: string; odds_version: string; command: string[]; source: string;
  fingerprint: {bytes: number; rows: number; hash: string};
  target: string; trials: string | null; event: string; non_event: string;
  rows_read: number; rows_used: number; nobs: number; sum_weights: number;
  event_weight: number; event_nobs?: Maybe;
  weights: string | null; freq_weights: string | null; offset: string | null;
  intercept: boolean; missing: string; solver: string;
  penalty: {
    l1: number; l2: number; standardize: boolean;
    factors?: Record<string, number>; bounds?: Record<string, unknown>;
  };
  firth: boolean;
  converged: boolean; stop_reason: string; separated: boolean; iterations: number;
  certificate: {
    kind: string; gradient_norm: Maybe; newton_decrement: Maybe; objective_gap: Maybe;
    max_error_in_se: Maybe;
  };
  steps?: FitStep[];
  log_likelihood: Maybe; null_log_likelihood: Maybe; null_model: string;
  deviance: Maybe; null_deviance: Maybe; df_residual: Maybe; df_null: Maybe; df_model: Maybe;
  lr_chi2: Maybe; lr_p_value: Maybe; aic: Maybe; bic: Maybe; condition_number: Maybe;
  level: number; interval: string | null; vce: string | null; cluster: string | null;
  tests: {likelihood_ratio: Test; score: Test; wald: Test} | null;
  joint_tests: JointTest[] | null;
  r2: {mcfadden: Maybe; nagelkerke: Maybe; cox_snell: Maybe; tjur: Maybe} | null;
  terms: Term[];
  dropped: {term: string; column: string; level: string; reason: string; equation?: string}[];
  classes?: {label: string; weight: number}[]; reference_class?: string | null;
  network?: unknown; training?: unknown; gradient_check?: unknown;
  notes: Note[];
  evaluation?: Evaluation | null;
  diagnostics?: Diagnostics | null;
  effects?: Effect[];
  path?: PathData | null;
  cv?: CrossValidationData | null;
  rows?: unknown[];
  // Lists that were cut down so that the page stays small.
  thinned?: {member: string; kept: number; of: number}[];
}

export const thinnedAt = ({thinned}: Report, member: string) =>
  (thinned ?? []).findIndex((list) => list.member === member);

// Whether places in lists by term ("dfbetas", weights of a network) are places in `terms`.
export const hasAllTerms = (report: Report) => thinnedAt(report, "terms") < 0;
