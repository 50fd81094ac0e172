// SPDX-License-Identifier: Apache-2.0
//
// Faults of a table that came from a file.
#pragma once

#include <string>

#include <odds/base.hpp>
#include <odds/read.hpp>

namespace odds::model {

// Throws `error` again; where it speaks of a row or a column, it names the file as well,
// and the line where `input` knows it.
[[noreturn]] void rethrow_with_file(const Error& error, const std::string& file,
                                    const ReadResult& input);

}  // namespace odds::model
