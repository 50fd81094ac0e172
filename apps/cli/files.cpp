// SPDX-License-Identifier: Apache-2.0
#include "files.hpp"

#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <system_error>

#include <fmt/format.h>

#include <odds/base.hpp>

namespace odds::cli {

void check_output(const std::string& output, const std::string& input) {
  namespace fs = std::filesystem;
  std::error_code ignored;
  if (input != "-" && fs::equivalent(output, input, ignored)) {
    throw Error(
        Fault::usage, "usage.same_file",
        fmt::format("the output {} is the same file as the input {}.", quote(output), quote(input)),
        "Give -o another name.");
  }
  Where where;
  where.file = output;
  if (fs::is_directory(output, ignored)) {
    throw Error(Fault::refused, "output.unwritable", "this is a folder, not a file.",
                "Give -o the name of a file.", where);
  }
  const fs::path parent = fs::path(output).parent_path();
  const std::string folder = parent.empty() ? "." : parent.string();
  if (access(folder.c_str(), W_OK) != 0) {
    throw Error(
        Fault::refused, "output.unwritable",
        fmt::format("cannot write into the folder {}: {}.", quote(folder), std::strerror(errno)),
        "Choose another place with -o.", where);
  }
}

}  // namespace odds::cli
