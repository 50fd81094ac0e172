// SPDX-License-Identifier: Apache-2.0
//
// The matrices of "odds show --covariance": lower triangles, cut into groups of columns as wide as
// the terminal. Columns carry the numbers of their terms.
#include "report/covariance_tables.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <string>
#include <vector>

#include <fmt/format.h>

#include <odds/report.hpp>

#include "report/layout.hpp"
#include "report/numbers.hpp"

namespace odds {
namespace report {

double covariance_of(const FittedModel& model, std::size_t i, std::size_t j) {
  const std::size_t count = model.terms.size();
  if (model.correlation.size() != count * count) return not_applicable;
  const double correlation = model.correlation[i * count + j];
  int a = 0;
  int b = 0;
  const double product = std::frexp(model.terms[i].std_error, &a) *
                         std::frexp(model.terms[j].std_error, &b) * correlation;
  const double value = std::ldexp(product, a + b);
  return value == 0.0 && product != 0.0 ? not_applicable : value;
}

namespace {

using Cell = std::function<std::string(std::size_t, std::size_t)>;

std::string triangle(const FittedModel& model, const std::string& title, const Cell& cell,
                     const TextOptions& options) {
  constexpr std::size_t widest_name = 24;
  const std::size_t count = model.terms.size();
  std::vector<std::string> names;
  std::size_t name_width = 0;
  std::size_t width = 5;
  for (std::size_t i = 0; i < count; ++i) {
    const Term& term = model.terms[i];
    const std::string name = term.outcome.empty() ? term.term : term.outcome + ": " + term.term;
    names.push_back(clip(fmt::format("{:>3} {}", i + 1, printable(name)), widest_name));
    name_width = std::max(name_width, display_width(names.back()));
    for (std::size_t j = 0; j <= i; ++j) width = std::max(width, cell(i, j).size());
  }
  const std::size_t room = options.width > name_width ? options.width - name_width : 0;
  const std::size_t group = std::max<std::size_t>(1, room / (width + 2));
  std::string out = Style(options.colour).bold(title) + "\n";
  for (std::size_t first = 0; first < count; first += group) {
    const std::size_t last = std::min(count, first + group);
    out += (first == 0 ? "" : "\n") + std::string(name_width, ' ');
    for (std::size_t j = first; j < last; ++j) {
      out += "  " + pad_left(std::to_string(j + 1), width);
    }
    out += "\n";
    for (std::size_t i = first; i < count; ++i) {
      out += pad_right(names[i], name_width);
      for (std::size_t j = first; j <= std::min(i, last - 1); ++j) {
        out += "  " + pad_left(cell(i, j), width);
      }
      out += "\n";
    }
  }
  return out;
}

}  // namespace
}  // namespace report

std::string text_covariance(const FittedModel& model, const TextOptions& options) {
  const std::size_t count = model.terms.size();
  if (model.correlation.size() != count * count || count == 0) {
    return report::wrap("The model has no covariance: it holds no standard errors.", options.width);
  }
  const auto covariance = [&](std::size_t i, std::size_t j) -> std::string {
    const double value = report::covariance_of(model, i, j);
    const bool is_known = std::isfinite(model.correlation[i * count + j]);
    if (std::isnan(value)) return is_known ? "<1e-308" : "-";
    return std::isinf(value) ? (value > 0 ? "inf" : "-inf") : report::rounded(value, 4);
  };
  const auto correlation = [&](std::size_t i, std::size_t j) -> std::string {
    const double value = model.correlation[i * count + j];
    return std::isnan(value) ? "-" : fmt::format("{:.4f}", value);
  };
  return report::triangle(model, "Covariance of the estimates", covariance, options) + "\n" +
         report::triangle(model, "Correlation of the estimates", correlation, options);
}

}  // namespace odds
