// SPDX-License-Identifier: Apache-2.0
#include "evaluation/hosmer_lemeshow.hpp"

#include <string>

#include "inference/distributions.hpp"

namespace odds::evaluation {

void fill_hosmer_lemeshow(const std::vector<Tenth>& groups, const LossSums& sums,
                          ModelEvaluation& evaluation) {
  HosmerLemeshow& test = evaluation.hosmer_lemeshow;
  double chi_square = 0;
  for (const Tenth& group : groups) {
    test.groups.push_back(
        {group.nobs(), group.observed(), group.expected(), group.lowest(), group.highest()});
    chi_square += group.chi_square();
  }
  test.df = static_cast<std::int64_t>(test.groups.size()) - (evaluation.is_fit_data ? 2 : 0);
  if (test.df < 1) {
    evaluation.notes.push_back(
        {"evaluate.hosmer_lemeshow",
         "The Hosmer-Lemeshow test does not apply: equal probabilities leave " +
             std::to_string(test.groups.size()) + (test.groups.size() == 1 ? " group" : " groups") +
             ", and on the data of the fit it takes three."});
    return;
  }
  if (sums.impossible != 0) {
    evaluation.notes.push_back({"evaluate.hosmer_lemeshow",
                                "The Hosmer-Lemeshow test does not apply: rows with a probability "
                                "of 0 or 1 did not go that way."});
    return;
  }
  test.statistic = chi_square;
  test.p_value = inference::chi_square_tail(chi_square, static_cast<double>(test.df));
}

}  // namespace odds::evaluation
