// SPDX-License-Identifier: Apache-2.0
#include "model/predict_interval.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "design/tile.hpp"
#include "inference/distributions.hpp"

namespace odds::model {
namespace {

using design::tile_rows;
using Rows = std::array<double, tile_rows>;

// Correlations are stored to 2^-53: at this share five digits of se(z) are left.
constexpr double least_share = 1e-11;

[[noreturn]] void refuse(const std::string& message, const std::string& hint) {
  throw Error(Fault::refused, "predict.no_interval", message, hint);
}

void check_model(const FittedModel& model, bool has_limits) {
  if (model.is_penalised()) {
    refuse("this model has no standard errors, because it was fitted under a penalty or bounds.",
           "Leave out --interval, or fit without them.");
  }
  if (!model.converged) {
    refuse("this model has no standard errors, because its fit did not converge.",
           "Leave out --interval, or fit again with more --max-iterations.");
  }
  const std::size_t terms = model.terms.size();
  const bool is_known = model.correlation.size() == terms * terms &&
                        (has_limits || (model.centred_intercept_correlation.size() == terms &&
                                        std::isfinite(model.centred_intercept_std_error)));
  if (!is_known) {
    refuse("this model file does not hold what limits of predictions are made from.",
           "Leave out --interval, or fit the model again with this version of odds.");
  }
}

double finite_or_zero(double value) { return std::isfinite(value) ? value : 0.0; }

}  // namespace

Interval::Interval(const FittedModel& model, double level, bool has_limits)
    : point_(inference::normal_upper_point((100 - level) / 200)) {
  if (!(level > 0) || !(level < 100)) {
    throw Error(Fault::usage, "predict.level", "the confidence level is not between 0 and 100.",
                "Give per cent: --level 95.");
  }
  check_model(model, has_limits);
  scales_.assign(model.terms.size() + 1, 0.0);
  if (!has_limits) scales_[0] = model.centred_intercept_std_error;
  for (std::size_t t = 0; t < model.terms.size(); ++t) {
    const Term& term = model.terms[t];
    if (term.column.empty()) {
      if (has_limits) scales_[0] = finite_or_zero(term.std_error);
      continue;
    }
    if (!term.limit.empty()) continue;  // rows that need it have no limits
    scales_[t + 1] = term.std_error;
    for (const InteractionEncoding& pair : model.interactions) {
      if (term.column != pair.first + ":" + pair.second) continue;
      const auto exponent = static_cast<int>(pair.first_exponent + pair.second_exponent);
      scales_[t + 1] = std::ldexp(term.std_error, -exponent);
    }
    if (term.std_error == 0 || !std::isfinite(scales_[t + 1])) {
      refuse("the standard error of " + quote(term.term) + " is beyond the range of numbers.",
             "Leave out --interval, or fit again with columns in other units.");
    }
  }
  set_correlations(model, has_limits);
}

void Interval::set_correlations(const FittedModel& model, bool has_limits) {
  const std::size_t terms = model.terms.size();
  const bool has_intercept = terms != 0 && model.terms[0].column.empty();
  const auto with_base = [&](std::size_t t) {
    if (!has_limits) return model.centred_intercept_correlation[t];
    return has_intercept ? model.correlation[t] : 0.0;
  };
  lower_.reserve(terms * (terms + 1) / 2);
  for (std::size_t t = 0; t < terms; ++t) {
    lower_.push_back(finite_or_zero(with_base(t)));
    for (std::size_t k = 0; k < t; ++k) {
      lower_.push_back(finite_or_zero(model.correlation[t * terms + k]));
    }
  }
}

void Interval::half_widths(const double* columns, std::size_t count, double* out) const {
  const std::size_t n = scales_.size();
  std::vector<Rows> d(n);
  std::vector<bool> is_zero(n, true);
  Rows largest{};
  for (std::size_t j = 0; j < n; ++j) {
    for (std::size_t i = 0; i < count; ++i) {
      const double x = j == 0 ? 1.0 : columns[(j - 1) * tile_rows + i];
      d[j][i] = scales_[j] == 0 ? 0.0 : scales_[j] * x;
      largest[i] = std::max(largest[i], std::fabs(d[j][i]));
      is_zero[j] = is_zero[j] && d[j][i] == 0;
    }
  }
  Rows down;
  for (std::size_t i = 0; i < count; ++i) {
    const bool is_plain = largest[i] != 0 && std::isfinite(largest[i]);
    down[i] = is_plain ? std::ldexp(1.0, -std::clamp(std::ilogb(largest[i]), -1000, 1000)) : 1.0;
  }
  Rows variance{};
  Rows magnitude{};
  for (std::size_t j = 0; j < n; ++j) {
    if (is_zero[j]) continue;
    for (std::size_t i = 0; i < count; ++i) d[j][i] *= down[i];
    Rows sum{};  // sum_k<j r_jk d_k
    const double* r = lower_.data() + j * (j - 1) / 2;
    for (std::size_t k = 0; k < j; ++k) {
      if (is_zero[k]) continue;
      for (std::size_t i = 0; i < count; ++i) sum[i] += r[k] * d[k][i];
    }
    for (std::size_t i = 0; i < count; ++i) {
      variance[i] += d[j][i] * (d[j][i] + 2 * sum[i]);
      magnitude[i] += std::fabs(d[j][i]);
    }
  }
  for (std::size_t i = 0; i < count; ++i) {
    const bool is_told = variance[i] > least_share * magnitude[i] * magnitude[i];
    const double error = magnitude[i] == 0 ? 0.0 : std::sqrt(variance[i]) / down[i];
    out[i] =
        is_told || magnitude[i] == 0 ? point_ * error : std::numeric_limits<double>::quiet_NaN();
    if (std::isinf(largest[i])) out[i] = largest[i];
  }
}

}  // namespace odds::model
