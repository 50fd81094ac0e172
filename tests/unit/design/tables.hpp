// SPDX-License-Identifier: Apache-2.0
//
// Small tables in memory for the tests of design and model, and everything a design loads.
#pragma once

#include <cstdint>
#include <limits>
#include <list>
#include <string>
#include <vector>

#include <odds/model.hpp>

#include "design/design.hpp"

namespace odds::tests {

inline constexpr double missing = std::numeric_limits<double>::quiet_NaN();

// A table that owns its columns.
class Columns {
 public:
  Columns& numbers(const std::string& name, std::vector<double> values) {
    numbers_.push_back(std::move(values));
    table_.add_numbers(name, numbers_.back());
    return *this;
  }

  // Codes of the values in `levels`; "" is missing.
  Columns& levels(const std::string& name, const std::vector<std::string>& values,
                  const std::vector<std::string>& levels) {
    std::vector<std::uint32_t> codes;
    for (const std::string& value : values) {
      std::uint32_t code = missing_code;
      for (std::uint32_t k = 0; k < levels.size(); ++k) {
        if (levels[k] == value) code = k;
      }
      codes.push_back(code);
    }
    codes_.push_back(std::move(codes));
    table_.add_codes(name, codes_.back(), levels);
    return *this;
  }

  Columns& booleans(const std::string& name, const std::vector<std::string>& values) {
    return levels(name, values, {"false", "true"});
  }

  const Table& table() const { return table_; }

 private:
  std::list<std::vector<double>> numbers_;
  std::list<std::vector<std::uint32_t>> codes_;
  Table table_;
};

inline FitOptions with_target(const std::string& target) {
  FitOptions options;
  options.target = target;
  return options;
}

inline RunOptions one_thread() {
  RunOptions run;
  run.threads = 1;
  return run;
}

// Every row of a design, column by column.
struct Loaded {
  std::vector<std::vector<double>> dense;
  std::vector<std::vector<std::uint32_t>> codes;
  std::vector<double> weight, trials, successes, offset;

  friend bool operator==(const Loaded&, const Loaded&) = default;
};

inline Loaded load_all(const design::Design& design) {
  Loaded all;
  all.dense.resize(design.dense_count());
  all.codes.resize(design.factor_count());
  design::Tile tile(design.dense_count(), design.factor_count());
  for (std::uint64_t block = 0; block < design.block_count(); ++block) {
    const std::size_t rows = design.block_row_count(block);
    for (std::size_t begin = 0; begin < rows; begin += design::tile_rows) {
      const std::size_t count = std::min(design::tile_rows, rows - begin);
      design.load(block, begin, count, tile);
      for (std::size_t j = 0; j < all.dense.size(); ++j) {
        all.dense[j].insert(all.dense[j].end(), tile.column(j), tile.column(j) + count);
      }
      for (std::size_t f = 0; f < all.codes.size(); ++f) {
        all.codes[f].insert(all.codes[f].end(), tile.factor(f), tile.factor(f) + count);
      }
      const auto append = [count](std::vector<double>& to, const auto& from) {
        to.insert(to.end(), from.begin(), from.begin() + static_cast<std::ptrdiff_t>(count));
      };
      append(all.weight, tile.weight);
      append(all.trials, tile.trials);
      append(all.successes, tile.successes);
      append(all.offset, tile.offset);
    }
  }
  return all;
}

// Only the rows with a weight.
inline Loaded used_rows(const Loaded& all) {
  Loaded kept;
  kept.dense.resize(all.dense.size());
  kept.codes.resize(all.codes.size());
  for (std::size_t i = 0; i < all.weight.size(); ++i) {
    if (all.weight[i] == 0) continue;
    for (std::size_t j = 0; j < all.dense.size(); ++j) kept.dense[j].push_back(all.dense[j][i]);
    for (std::size_t f = 0; f < all.codes.size(); ++f) kept.codes[f].push_back(all.codes[f][i]);
    kept.weight.push_back(all.weight[i]);
    kept.trials.push_back(all.trials[i]);
    kept.successes.push_back(all.successes[i]);
    kept.offset.push_back(all.offset[i]);
  }
  return kept;
}

// The code of the error that `body` throws, "" if none; `line` gets its one line.
template <class Body>
std::string error_code(Body&& body, std::string* line = nullptr) {
  try {
    body();
  } catch (const Error& error) {
    if (line != nullptr) *line = error.line();
    return error.code();
  }
  return "";
}

inline std::string design_error(const Table& table, const FitOptions& options,
                                std::string* line = nullptr) {
  return error_code([&] { const design::Design design(table, options, one_thread()); }, line);
}

inline std::vector<std::string> term_names(const design::Design& design) {
  std::vector<std::string> names;
  for (const design::DesignTerm& term : design.terms()) names.push_back(term.term);
  return names;
}

inline bool has_note(const std::vector<Note>& notes, const std::string& code) {
  for (const Note& note : notes) {
    if (note.code == code) return true;
  }
  return false;
}

}  // namespace odds::tests
