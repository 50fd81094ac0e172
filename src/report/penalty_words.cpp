// SPDX-License-Identifier: Apache-2.0
#include "report/penalty_words.hpp"

#include <vector>

#include <fmt/format.h>

#include "report/layout.hpp"
#include "report/numbers.hpp"
#include "report/summary_words.hpp"

namespace odds::report {
namespace {

constexpr std::size_t most_named = 5;

std::string named(std::vector<std::string> names) {
  const std::size_t count = names.size();
  if (count > most_named) {
    names.resize(most_named - 1);
    names.push_back(grouped(count - most_named + 1) + " more");
  }
  return list_in_words(names);
}

std::string strength_words(const FittedModel& model) {
  const std::string l1 = "--l1 " + rounded(model.l1, 6);
  const std::string l2 = "--l2 " + rounded(model.l2, 6);
  if (model.l1 > 0.0 && model.l2 > 0.0) return "Elastic net (" + l1 + " " + l2 + ")";
  return model.l1 > 0.0 ? "Lasso (" + l1 + ")" : "Ridge (" + l2 + ")";
}

std::string factor_words(const FittedModel& model) {
  std::vector<std::string> free, weighted;
  for (const auto& [column, factor] : model.penalty_factors) {
    if (factor == 0.0) {
      free.push_back(printable(column));
    } else if (factor != 1.0) {
      weighted.push_back(printable(column) + " times " + rounded(factor, 6));
    }
  }
  std::string words;
  if (!weighted.empty()) words += "; " + named(weighted);
  if (!free.empty()) words += "; " + named(free) + (free.size() == 1 ? " is free" : " are free");
  return words;
}

}  // namespace

std::string penalty_sentence(const FittedModel& model) {
  if (model.firth) {
    return "Firth's bias reduction: the estimates maximise log L + 1/2 log det of the information.";
  }
  if (!(model.l1 > 0.0) && !(model.l2 > 0.0)) return "";
  const std::string what = model.standardize
                               ? " on the coefficients times their columns' standard deviations"
                               : " on the coefficients as they stand";
  return strength_words(model) + what + factor_words(model) + ".";
}

std::string zeros_sentence(const FittedModel& model) {
  std::size_t count = 0, zeros = 0;
  std::vector<std::string> at_bound;
  for (const Term& term : model.terms) {
    if (term.column.empty()) continue;
    ++count;
    if (term.estimate == 0.0) ++zeros;
    const auto bounds = model.bounds.find(term.column);
    if (bounds == model.bounds.end()) continue;
    if (term.estimate == bounds->second.low || term.estimate == bounds->second.high) {
      at_bound.push_back(printable(term.term));
    }
  }
  std::string out;
  if (model.l1 > 0.0 && count > 0) {  // sparse columns are told of elsewhere
    out =
        grouped(zeros) + " of " + counted(count, "estimate") + (zeros == 1 ? " is" : " are") + " 0";
  }
  if (!model.bounds.empty()) {
    const std::string who = at_bound.empty() ? "none" : named(at_bound);
    out += (out.empty() ? "At a bound: " : "; at a bound: ") + who;
  }
  return out.empty() ? "" : out + ".";
}

}  // namespace odds::report
