// SPDX-License-Identifier: Apache-2.0
//
// The fit of sparse data. Where few columns occur and nothing is penalised they are fitted as
// ordinary columns, with everything that is said of these; many columns take a penalty.
#pragma once

#include <optional>

#include <odds/model.hpp>

namespace odds::model {

// Columns up to which sparse data are fitted as if they were dense.
inline constexpr std::size_t most_dense_columns = 2000;

// Whether a table needs this way: it has sparse columns, or words are hashed into some.
bool is_sparse(const Table& table, const FitOptions& options);

// The table with its sparse columns as ordinary ones; nothing where it has none, or too many. Words
// are not written out.
std::optional<Table> written_out(const Table& table, const FitOptions& options,
                                 const RunOptions& run);
// What a model of that table has to know of the sparse one.
SparseEstimates origin_of(const Table& table);

// Throws Error sparse.too_many_columns, and what a fit throws.
FittedModel fit_sparse(const Table& table, const FitOptions& options, const RunOptions& run);

}  // namespace odds::model
