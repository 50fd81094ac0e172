// SPDX-License-Identifier: Apache-2.0
#include "evaluation/scoring.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <memory>

#include "design/row_errors.hpp"
#include "design/tile.hpp"
#include "parallel/sum_blocks.hpp"

namespace odds::evaluation {
namespace {

using model::Fate;
using model::ScoreProblem;

constexpr std::uint64_t no_row = std::numeric_limits<std::uint64_t>::max();

struct PassSums {
  LossSums losses;
  model::FateCounts fates;
  LabelProblem label;
  std::uint64_t problem_row = no_row;  // the first that can't be accepted
};

void merge_pass(PassSums& left, const PassSums& right) {
  merge_losses(left.losses, right.losses);
  left.fates.add(right.fates);
  left.label.row = std::min(left.label.row, right.label.row);
  left.problem_row = std::min(left.problem_row, right.problem_row);
}

// The buffers of one worker.
struct Buffers {
  explicit Buffers(double threshold) : losses(threshold) {}

  OutcomeTile outcomes;
  LossAdder losses;
  std::array<double, design::tile_rows> z;
  std::array<Fate, design::tile_rows> fate;
};

// Where the rows of a block lie among all.
struct TilePlace {
  std::uint64_t block;
  std::size_t begin;
  std::size_t count;
  std::uint64_t first_row() const { return block * block_rows + begin; }
};

class Pass {
 public:
  Pass(const model::Scorer& scorer, const Outcomes& outcomes, const design::Source& source,
       const design::RowSet& rows)
      : scorer_(scorer), outcomes_(outcomes), source_(source), rows_(rows) {}

  void score(const TilePlace& place, Buffers& buffers, PassSums& sums) const {
    const BlockView& view = source_.blocks[place.block];
    const std::uint8_t* status = rows_.block_status(place.block) + place.begin;
    outcomes_.load(place.block, place.begin, place.count, buffers.outcomes, sums.label);
    ScoreProblem problem;
    scorer_.predictor(view, place.begin, place.count, buffers.z.data(), buffers.fate.data(),
                      problem);
    if (problem.kind != ScoreProblem::Kind::none) find_problem(place, status, sums);
    for (std::size_t i = 0; i < place.count; ++i) {
      if ((status[i] & design::row_used) == 0) {
        buffers.z[i] = std::numeric_limits<double>::quiet_NaN();
      } else {
        ++sums.fates[buffers.fate[i]];
      }
    }
    buffers.losses.add(buffers.outcomes, buffers.z.data(), sums.losses);
  }

  // What is wrong with one row.
  ScoreProblem problem_of(std::uint64_t block, std::size_t row) const {
    ScoreProblem problem;
    double z = 0;
    Fate fate = Fate::scored;
    scorer_.predictor(source_.blocks[block], row, 1, &z, &fate, problem);
    return problem;
  }

 private:
  // The rows of a tile one by one: a row that is not used may hold anything.
  void find_problem(const TilePlace& place, const std::uint8_t* status, PassSums& sums) const {
    for (std::size_t i = 0; i < place.count; ++i) {
      if ((status[i] & design::row_used) == 0) continue;
      if (problem_of(place.block, place.begin + i).kind == ScoreProblem::Kind::none) continue;
      sums.problem_row = std::min(sums.problem_row, place.first_row() + i);
      return;
    }
  }

  const model::Scorer& scorer_;
  const Outcomes& outcomes_;
  const design::Source& source_;
  const design::RowSet& rows_;
};

void keep(const TilePlace& place, const Buffers& buffers, ScoredRow* scores, RowColumns& columns) {
  const std::uint64_t first = place.first_row();
  const OutcomeTile& outcomes = buffers.outcomes;
  for (std::size_t i = 0; i < place.count; ++i) {
    const std::uint64_t is_event = outcomes.successes[i] > 0 ? 1 : 0;
    scores[first + i] = {buffers.z[i], (first + i) << 1U | is_event};
  }
  const auto copy = [&](const base::AlignedVector<double>& from, std::vector<double>& to) {
    if (!to.empty()) std::copy_n(from.begin(), place.count, to.data() + first);
  };
  copy(outcomes.weight, columns.weight);
  copy(outcomes.freq, columns.freq);
  copy(outcomes.trials, columns.trials);
  copy(outcomes.successes, columns.successes);
}

}  // namespace

Scoring::Scoring(const FittedModel& model, const Table& table, const design::Source& source,
                 const design::Roles& roles, const design::RowSet& rows)
    : model_(model),
      table_(table),
      source_(source),
      roles_(roles),
      rows_(rows),
      scores_(source.row_count) {
  if (roles.weights || roles.freq_weights) columns_.weight.resize(source.row_count);
  if (roles.weights) columns_.freq.resize(source.row_count);
  if (roles.trials) {
    columns_.trials.resize(source.row_count);
    columns_.successes.resize(source.row_count);
  }
}

LossSums Scoring::run(const EvaluateOptions& options, MissingPolicy missing,
                      const RunOptions& run) {
  PredictOptions predict;
  predict.unseen = options.unseen;
  // A row that lacks a predictor is left out under either of the other policies.
  predict.missing = missing == MissingPolicy::mean ? missing : MissingPolicy::error;
  const model::TableScorer scorer(model_, table_, predict);
  const Outcomes outcomes(source_, roles_, rows_, model_);
  const Pass pass(scorer.rows(), outcomes, source_, rows_);
  const unsigned workers = parallel::thread_count(run);
  std::vector<std::unique_ptr<Buffers>> buffers(workers);
  const PassSums sums = parallel::sum_blocks(
      source_.block_count(), workers, PassSums{}, sizeof(PassSums),
      [&](std::uint64_t block, PassSums& state, unsigned worker) {
        if (!buffers[worker]) buffers[worker] = std::make_unique<Buffers>(options.threshold);
        const std::size_t rows = source_.blocks[block].rows;
        for (std::size_t begin = 0; begin < rows; begin += design::tile_rows) {
          const TilePlace place{block, begin, std::min(design::tile_rows, rows - begin)};
          pass.score(place, *buffers[worker], state);
          keep(place, *buffers[worker], scores_.data(), columns_);
        }
      },
      merge_pass);
  if (sums.label.found()) throw outcomes.label_error(sums.label);
  if (sums.problem_row != no_row) {
    const std::uint64_t block = sums.problem_row / block_rows;
    const auto row = static_cast<std::size_t>(sums.problem_row % block_rows);
    throw scorer.error(pass.problem_of(block, row), block * block_rows);
  }
  fates_ = sums.fates;
  if (scorer.rows().sparse() != nullptr) unseen_ = scorer.rows().sparse()->unseen();
  return sums.losses;
}

std::uint64_t Scoring::unscored() const {
  std::uint64_t rows = 0;
  for (std::size_t fate = 0; fate < model::fate_count; ++fate) {
    if (!model::is_scored(static_cast<Fate>(fate))) rows += fates_.of[fate];
  }
  return rows;
}

std::string Scoring::cure() const {
  if (fates_.of[static_cast<std::size_t>(Fate::limit)] == unscored()) {
    return "Fit the model with --l2 0.01 instead: then all coefficients are finite.";
  }
  return "Use --missing mean to fill in missing values, or --unseen reference.";
}

std::string Scoring::unscored_text() const {
  const auto text = [&](Fate fate) {
    return std::to_string(fates_.of[static_cast<std::size_t>(fate)]);
  };
  return "a value is missing in " + text(Fate::missing) + ", a level was not there at the fit in " +
         text(Fate::unseen) + ", coefficients without a finite estimate pull both ways in " +
         text(Fate::limit);
}

void Scoring::add_notes(std::vector<Note>& notes) const {
  design::note_rows(source_, rows_, notes);
  for (const Note& note : model::fate_notes(fates_)) notes.push_back(note);
  if (unseen_) notes.push_back(*unseen_);
}

}  // namespace odds::evaluation
