// SPDX-License-Identifier: Apache-2.0
#include "selection/folds.hpp"

#include <algorithm>
#include <cmath>

#include "base/random.hpp"
#include "design/clusters.hpp"
#include "design/roles.hpp"

namespace odds::selection {
namespace {

bool is_used(const objective::ResponseRows& rows, std::size_t row) {
  return rows.weight[row] > 0 && rows.trials[row] > 0;
}

void check_count(std::size_t count, std::uint64_t rows) {
  const auto refuse = [](const std::string& message, const char* hint) {
    throw Error(Fault::refused, "cv.folds", message, hint);
  };
  if (count < 2) {
    refuse("there is " + std::to_string(count) + " fold, and cross-validation needs 2.",
           "Use --folds 10, or a column of folds with several values.");
  }
  if (count > rows) {
    refuse("there are " + std::to_string(count) + " folds for " + std::to_string(rows) +
               (rows == 1 ? " row." : " rows."),
           "Use fewer: at most as many as rows.");
  }
  if (count > most_folds) {
    refuse("there are " + std::to_string(count) + " folds, more than " +
               std::to_string(most_folds) + ".",
           "Each fold is a fit of its own: 10 are enough for most purposes.");
  }
}

// Without a row of each class the rest of the rows has nothing to tell apart.
void check_classes(const objective::ResponseRows& rows, const Folds& folds) {
  std::vector<double> events(folds.count()), others(folds.count());
  double all_events = 0, all_others = 0;
  for (std::size_t row = 0; row < folds.of_row.size(); ++row) {
    const std::uint32_t fold = folds.of_row[row];
    if (fold == no_fold) continue;
    // Whether, not how much: counts of rows can't be lost in a sum.
    const double event = rows.successes[row] > 0 ? 1.0 : 0.0;
    const double other = rows.successes[row] < rows.trials[row] ? 1.0 : 0.0;
    events[fold] += event;
    others[fold] += other;
    all_events += event;
    all_others += other;
  }
  for (std::size_t fold = 0; fold < folds.count(); ++fold) {
    if (events[fold] < all_events && others[fold] < all_others) continue;
    const bool has_all_events = events[fold] == all_events;
    throw Error(Fault::refused, "cv.one_class",
                "fold " + quote(folds.names[fold]) + " holds every row " +
                    (has_all_events ? "with an event" : "without an event") +
                    ": nothing can be fitted to the others.",
                "Use other folds: each needs rows of both classes outside of it.");
  }
}

void fill_totals(const objective::ResponseRows& rows, Folds& folds) {
  folds.rows.assign(folds.count(), 0);
  folds.weights.assign(folds.count(), 0.0);
  for (std::size_t row = 0; row < folds.of_row.size(); ++row) {
    const std::uint32_t fold = folds.of_row[row];
    if (fold == no_fold) continue;
    ++folds.rows[fold];
    folds.weights[fold] += rows.weight[row] * rows.trials[row];
  }
}

void refuse_missing(const design::Source& source, std::size_t column,
                    const std::vector<std::uint8_t>& status) {
  const bool is_number = source.columns[column].kind == ColumnKind::number;
  std::vector<double> numbers(block_rows);
  std::vector<std::uint32_t> codes(block_rows);
  for (const BlockView& view : source.blocks) {
    if (is_number) {
      view.load_numbers(column, 0, view.rows, numbers.data());
    } else {
      view.load_codes(column, 0, view.rows, codes.data());
    }
    for (std::size_t i = 0; i < view.rows; ++i) {
      const std::uint64_t row = view.first_row + i;
      const bool has_value = is_number ? std::isfinite(numbers[i]) : codes[i] != missing_code;
      if (status[row] == 0 || has_value) continue;
      throw Error(Fault::refused, "cv.fold_column",
                  "row " + std::to_string(row + 1) + " has no fold: column " +
                      quote(source.columns[column].name) + " holds no value there.",
                  "Give every row a fold, or leave the row out.",
                  design::in_column(source.columns[column].name, row + 1));
    }
  }
}

// Names by fold: a value that its rows have.
std::vector<std::string> value_names(const design::Source& source, std::size_t column,
                                     const design::Clusters& clusters,
                                     const std::vector<std::uint8_t>& status) {
  std::vector<std::string> names(clusters.count);
  for (const BlockView& view : source.blocks) {
    for (std::size_t i = 0; i < view.rows; ++i) {
      const std::uint64_t row = view.first_row + i;
      if (status[row] == 0 || !names[clusters.of_row[row]].empty()) continue;
      if (source.columns[column].kind == ColumnKind::number) {
        double value = 0;
        view.load_numbers(column, i, 1, &value);
        names[clusters.of_row[row]] = design::number_text(value);
      } else {
        std::uint32_t code = 0;
        view.load_codes(column, i, 1, &code);
        names[clusters.of_row[row]] = source.columns[column].levels[code];
      }
    }
  }
  return names;
}

}  // namespace

Folds random_folds(const objective::ResponseRows& rows, std::size_t count, std::uint64_t seed) {
  std::vector<std::uint64_t> events, others;
  for (std::size_t row = 0; row < rows.weight.size(); ++row) {
    if (!is_used(rows, row)) continue;
    const bool is_event = rows.successes[row] > rows.trials[row] - rows.successes[row];
    (is_event ? events : others).push_back(row);
  }
  check_count(count, events.size() + others.size());
  Folds folds;
  folds.of_row.assign(rows.weight.size(), no_fold);
  std::size_t next = 0;
  std::uint64_t stream = 0;
  for (std::vector<std::uint64_t>* members : {&events, &others}) {
    base::Random(seed, stream++).shuffle(*members);
    for (const std::uint64_t row : *members) {
      folds.of_row[row] = static_cast<std::uint32_t>(next++ % count);
    }
  }
  for (std::size_t fold = 1; fold <= count; ++fold) folds.names.push_back(std::to_string(fold));
  fill_totals(rows, folds);
  check_classes(rows, folds);
  return folds;
}

Folds folds_of_column(const design::Source& source, std::size_t column,
                      const objective::ResponseRows& rows) {
  design::RowSet used;
  used.status.assign(source.block_count() * block_rows, 0);
  std::uint64_t count = 0;
  for (std::size_t row = 0; row < rows.weight.size(); ++row) {
    if (!is_used(rows, row)) continue;
    used.status[row] = design::row_used;
    ++count;
  }
  refuse_missing(source, column, used.status);
  const design::Clusters clusters = design::find_clusters(source, column, used);
  check_count(clusters.count, count);
  Folds folds;
  folds.of_row.assign(rows.weight.size(), no_fold);
  for (std::size_t row = 0; row < source.row_count; ++row) {
    if (used.status[row] != 0) folds.of_row[row] = clusters.of_row[row];
  }
  folds.names = value_names(source, column, clusters, used.status);
  fill_totals(rows, folds);
  check_classes(rows, folds);
  return folds;
}

}  // namespace odds::selection
