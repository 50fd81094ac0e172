// SPDX-License-Identifier: Apache-2.0
//
// Looking at an output path before the work starts, and keeping a model after it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <odds/base.hpp>
#include <odds/model.hpp>

namespace odds::cli {

// Refuses an output that is the input, a directory, a link that leads nowhere, or in a folder where
// nothing can be written. Throws odds::Error: usage.same_file, output.unwritable.
void check_output(const std::string& output, const std::string& input, const char* option = "-o");

// A file to be written, "" where none is, and the option that names it.
struct Output {
  const char* option;
  std::string file;
};

// Each of them by check_output(); no two may be the same.
void check_outputs(const std::vector<Output>& outputs, const std::vector<std::string>& inputs);

// Keeps the model. A model that can't be kept must not take the result with it, so the error comes
// back instead of flying, and is a note of the model.
std::optional<Error> keep(FittedModel& model, const std::string& path);
// Says so on standard error; the exit code.
int not_kept(const Error& failure);

}  // namespace odds::cli
