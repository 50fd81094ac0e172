// SPDX-License-Identifier: Apache-2.0
#include "inference/separation_report.hpp"

#include <algorithm>
#include <cmath>

#include "inference/functionals.hpp"

namespace odds::inference {
namespace {

constexpr std::size_t most_named = 5;

struct Flight {
  std::string term;
  double effect;  // signed: d_j times the largest |x_j|
};

// The terms that take part in the direction, the largest effect first; intercepts last.
std::vector<Flight> flights(const design::Design& design, const std::vector<double>& direction) {
  std::vector<Flight> result;
  double largest = 0.0;
  for (const design::DesignTerm& term : design.terms()) {
    if (design.has_ones() && term.inner == 0) continue;
    const double effect = direction[term.inner] * term.largest;
    largest = std::max(largest, std::fabs(effect));
    result.push_back({term.term, effect});
  }
  std::erase_if(result, [largest](const Flight& flight) {
    return !(std::fabs(flight.effect) > 1e-8 * largest);
  });
  std::stable_sort(result.begin(), result.end(), [](const Flight& a, const Flight& b) {
    return std::fabs(a.effect) > std::fabs(b.effect);
  });
  return result;
}

std::string direction_words(const design::Design& design, const std::vector<double>& direction) {
  const std::vector<Flight> terms = flights(design, direction);
  std::string words;
  for (std::size_t t = 0; t < terms.size() && t < most_named; ++t) {
    words += (t == 0 ? "" : ", ") + quote(terms[t].term) +
             (terms[t].effect > 0 ? " to +infinity" : " to -infinity");
  }
  if (terms.size() > most_named) {
    words += " and " + std::to_string(terms.size() - most_named) + " more";
  }
  return words;
}

}  // namespace

std::string separation_words(const objective::Objective& objective, const Separation& separation) {
  std::string text =
      separation.is_complete ? "complete separation: " : "quasi-complete separation: ";
  const std::vector<SelfSeparating> single = self_separating_terms(objective);
  const std::vector<design::DesignTerm>& terms = objective.design().terms();
  if (single.empty()) {
    text += "a combination of columns predicts ";
    text += separation.is_complete ? "every row" : "some rows";
    text += " without error, and the estimates run away: " +
            direction_words(objective.design(), separation.direction);
    return text;
  }
  for (std::size_t k = 0; k < single.size() && k < most_named; ++k) {
    text += (k == 0 ? "" : "; ") + quote(terms[single[k].term].term) + " separates by itself (" +
            single[k].words + ")";
  }
  if (single.size() > most_named) {
    text += "; and " + std::to_string(single.size() - most_named) + " more terms do";
  }
  return text + ", and its estimate runs away";
}

Error separation_error(const objective::Objective& objective, const Separation& separation) {
  const std::string message = separation_words(objective, separation);
  return {Fault::refused, separation.is_complete ? "separation.complete" : "separation.quasi",
          message + ": no finite maximum-likelihood estimate exists.",
          "Use ridge (--l2 0.01), --separation allow to see the limits, or --drop the column."};
}

Error penalised_separation_error(const design::Design& design,
                                 const std::vector<std::size_t>& columns, Separation separation,
                                 unsigned workers) {
  std::vector<double> direction(design.inner_count(), 0.0);
  for (std::size_t k = 0; k < columns.size(); ++k) direction[columns[k]] = separation.direction[k];
  separation.direction = std::move(direction);
  const objective::Objective whole(design, objective::View(), penalty::Ridge(), workers);
  const Error found = separation_error(whole, separation);
  return {Fault::refused, found.code(), found.message(),
          "Give the column a --penalty-factor above 0, or --drop it."};
}

}  // namespace odds::inference
