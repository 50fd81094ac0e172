// SPDX-License-Identifier: Apache-2.0
//
// The predictor of a made-up row: each number at a value, each category at one level or at a mix of
// its levels, of which every term takes the weighted mean.
//
//   slope               x - centre
//   level               its weight
//   product             x1 x2 - centre
//   number by level     (x - centre) weight        level by level   the product of both weights
//
// The same columns as a row's in prediction, so the standard error of the predictor comes from the
// same place (model/predict_interval.hpp). A network is carried forward from them.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include <odds/model.hpp>

#include "model/predict_interval.hpp"
#include "model/predict_network.hpp"

namespace odds::evaluation {

// The names of a column's levels: of a category those of the fit, of a boolean also the one of its
// indicator of missing values, of a number that alone.
std::vector<std::string> level_names(const ColumnEncoding& column);

// One column of a made-up row.
struct ColumnState {
  double x = 0;                 // of a number
  std::vector<double> weights;  // by level_names()
};
using Profile = std::vector<ColumnState>;  // by column of the model

class ProfileScorer {
 public:
  // `level`: of the limits, in per cent. Requires: two classes, no term that runs away.
  ProfileScorer(const FittedModel& model, double level);

  struct Scores {
    std::vector<double> z, half_width;  // of each profile; NaN where there are no limits
  };
  // Requires: at most design::tile_rows profiles.
  Scores score(const std::vector<Profile>& profiles, double offset) const;

  bool is_used(std::size_t column) const { return is_used_[column]; }

 private:
  // A number, or the weight of a level.
  struct Factor {
    std::size_t column = 0;
    std::optional<std::size_t> level;
    double scale = 1;  // of a number in a product
    double value(const Profile& profile) const;
  };
  struct TermColumn {
    std::vector<Factor> factors;  // none of the intercept
    double centre = 0;            // of the number or product
    double shift = 0;             // of a number by a level: its centre
  };

  void bind_main(std::size_t column);
  void bind_pair(const InteractionEncoding& pair);
  void add_factor(std::size_t term, Factor factor);
  bool has_level_term(const std::string& column, const std::string& level) const;
  std::size_t position_of(const std::string& name) const;

  const FittedModel& model_;
  std::vector<TermColumn> columns_;  // by term
  std::vector<bool> is_used_;        // by column of the model
  std::optional<model::Interval> interval_;
  std::optional<model::NetworkScorer> network_;
};

}  // namespace odds::evaluation
