// SPDX-License-Identifier: Apache-2.0
#include "files.hpp"

#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <system_error>

#include <fmt/format.h>

#include <odds/base.hpp>

#include "commands.hpp"
#include "terminal.hpp"

namespace odds::cli {
namespace {

[[noreturn]] void refuse(const std::string& message, const std::string& hint, const Where& where) {
  throw Error(Fault::refused, "output.unwritable", message, hint, where);
}

}  // namespace

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
    refuse("this is a folder, not a file.", "Give -o the name of a file.", where);
  }
  // A link is judged by what it stands for, since that is what is replaced.
  fs::path target = output;
  if (fs::is_symlink(output, ignored)) {
    std::error_code broken;
    target = fs::canonical(output, broken);
    if (broken) {
      refuse("this is a link to " + quote(fs::read_symlink(output, ignored).string()) +
                 ", which is not there.",
             "Remove the link, or give -o another name.", where);
    }
  }
  // A device or a pipe is written to as it is; a file is replaced by a new one beside it.
  const bool is_replaced = !fs::exists(target, ignored) || fs::is_regular_file(target, ignored);
  if (!is_replaced) {
    if (access(target.c_str(), W_OK) == 0) return;
    refuse(fmt::format("cannot be written to: {}.", std::strerror(errno)),
           "Choose another place with -o.", where);
  }
  const fs::path parent = target.parent_path();
  const std::string folder = parent.empty() ? "." : parent.string();
  if (access(folder.c_str(), W_OK) != 0) {
    refuse(fmt::format("cannot write into the folder {}: {}.", quote(folder), std::strerror(errno)),
           "Choose another place with -o.", where);
  }
}

std::optional<Error> keep(FittedModel& model, const std::string& path) {
  try {
    save_model(model, path);
  } catch (const Error& error) {
    model.notes.push_back({error.code(), "The model was not kept: " + error.line()});
    return error;
  }
  return std::nullopt;
}

int not_kept(const Error& failure) {
  message((failure.where().file.empty() ? "odds: " : "") + failure.line());
  return exit_refused;
}

}  // namespace odds::cli
