// SPDX-License-Identifier: Apache-2.0
#include "evaluation/tile_scorer.hpp"

#include <algorithm>

namespace odds::evaluation {

using model::Fate;
using model::ScoreProblem;

void TileProblems::add(const TileProblems& other) {
  label.row = std::min(label.row, other.label.row);
  row = std::min(row, other.row);
}

void TileScorer::load(const TilePlace& place, ScoredTile& tile, TileProblems& problems) const {
  const std::uint8_t* status = rows_.block_status(place.block) + place.begin;
  outcomes_.load(place.block, place.begin, place.count, tile.outcomes, problems.label);
  ScoreProblem problem;
  scorer_.rows().predictor(source_.blocks[place.block], place.begin, place.count, tile.z.data(),
                           tile.fate.data(), problem,
                           tile.columns.empty() ? nullptr : tile.columns.data());
  for (std::size_t i = 0; i < place.count; ++i) {
    if ((status[i] & design::row_used) == 0) {  // it may hold anything
      tile.z[i] = std::numeric_limits<double>::quiet_NaN();
    } else if (problem.kind != ScoreProblem::Kind::none && problems.row > place.first_row() + i &&
               problem_of(place.first_row() + i).kind != ScoreProblem::Kind::none) {
      problems.row = place.first_row() + i;
    }
  }
}

ScoreProblem TileScorer::problem_of(std::uint64_t row) const {
  ScoreProblem problem;
  double z = 0;
  Fate fate = Fate::scored;
  scorer_.rows().predictor(source_.blocks[row / block_rows],
                           static_cast<std::size_t>(row % block_rows), 1, &z, &fate, problem);
  return problem;
}

void TileScorer::check(const TileProblems& problems) const {
  if (problems.label.found()) throw outcomes_.label_error(problems.label);
  if (problems.row == TileProblems().row) return;
  throw scorer_.error(problem_of(problems.row), problems.row / block_rows * block_rows);
}

PredictOptions scoring_options(const EvaluateOptions& options, MissingPolicy missing) {
  PredictOptions predict;
  predict.unseen = options.unseen;
  predict.missing = missing == MissingPolicy::mean ? missing : MissingPolicy::error;
  return predict;
}

}  // namespace odds::evaluation
