// SPDX-License-Identifier: Apache-2.0
//
// LIBSVM data to a table: the column "label" and sparse columns.
#pragma once

#include <string>

#include <odds/base.hpp>
#include <odds/read.hpp>

#include "read/source.hpp"
#include "read/tuning.hpp"

namespace odds::read {

inline constexpr const char* label_column = "label";

// Throws Error libsvm.*, csv.mixed_column.
ReadResult read_libsvm(Source& source, const ReadOptions& options, const RunOptions& run,
                       const Tuning& tuning);

// What is noted and refused of a whole input, whoever reads it.
void refuse_empty_libsvm(Source& source);
[[noreturn]] void throw_no_libsvm_rows(const Source& source);
Note query_note();

}  // namespace odds::read
