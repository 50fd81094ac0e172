// SPDX-License-Identifier: Apache-2.0
//
// The sparse columns of a loaded model: that their numbers exist, and where they come from.
#include <cmath>
#include <limits>
#include <set>
#include <string_view>

#include <fmt/format.h>

#include "model/model_file_check.hpp"
#include "model/model_file_reader.hpp"

namespace odds::model_file {
namespace {

class SparseChecker {
 public:
  SparseChecker(const SparseEstimates& sparse, const std::string& file)
      : sparse_(sparse), file_(file) {}

  void run() const {
    check_sources();
    check_columns();
    for (std::size_t k = 0; k < sparse_.estimates.size(); ++k) {
      if (!std::isfinite(sparse_.estimates[k])) {
        refuse_model(file_, "model.not_finite",
                     fmt::format("the field sparse.estimates[{}] must be a finite number.", k));
      }
      require(!(sparse_.spreads[k] < 0), "spreads", "numbers from 0 up");
    }
  }

 private:
  void require(bool holds, std::string_view field, std::string_view must) const {
    if (holds) return;
    refuse_model(file_, "model.range", fmt::format("the field sparse.{} must be {}.", field, must));
  }

  void check_sources() const {
    constexpr std::uint64_t most_columns = std::numeric_limits<std::int32_t>::max();
    std::set<std::string_view> names;
    std::uint64_t total = 0;
    for (const SparseSource& source : sparse_.sources) {
      const bool is_hashed = !source.column.empty();
      require(names.insert(source.column).second, "sources", "of different columns");
      require(is_hashed ? source.bits >= 1 && source.bits <= most_hash_bits : source.bits == 0,
              "sources", "with bits of 1 to 24 of a hashed column, else 0");
      require(!is_hashed || source.columns == std::uint64_t{1} << source.bits, "sources",
              "of 2^bits columns where hashed");
      require(source.first_index <= 1, "sources", "with a first index of 0 or 1");
      require(source.columns <= most_columns, "sources", "of less than 2^31 columns");
      total += source.columns;
      require(total <= most_columns, "sources", "of less than 2^31 columns together");
    }
  }

  void check_columns() const {
    const std::size_t count = sparse_.columns.size();
    if (sparse_.estimates.size() != count || sparse_.spreads.size() != count) {
      refuse_model(file_, "model.length",
                   fmt::format("there are {} sparse columns, but {} estimates and {} spreads.",
                               count, sparse_.estimates.size(), sparse_.spreads.size()));
    }
    const std::uint64_t total = sparse_.column_count();
    for (std::size_t k = 0; k < count; ++k) {
      const bool rises = k == 0 || sparse_.columns[k] > sparse_.columns[k - 1];
      require(rises && sparse_.columns[k] < total, "columns",
              "rising and less than the number of columns");
    }
  }

  const SparseEstimates& sparse_;
  const std::string& file_;
};

}  // namespace

void check_sparse(const FittedModel& model, const std::string& file) {
  SparseChecker(model.sparse, file).run();
}

}  // namespace odds::model_file
