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

namespace fs = std::filesystem;

void check_input(const Output& output, const std::string& input) {
  std::error_code ignored;
  if (input == "-" || !fs::equivalent(output.file, input, ignored)) return;
  throw Error(Fault::usage, "usage.same_file",
              fmt::format("the output {} is the same file as the input {}.", quote(output.file),
                          quote(input)),
              fmt::format("Give {} another name.", output.option));
}

void check_place(const Output& output) {
  std::error_code ignored;
  Where where;
  where.file = output.file;
  if (fs::is_directory(output.file, ignored)) {
    refuse("this is a folder, not a file.",
           fmt::format("Give {} the name of a file.", output.option), where);
  }
  // A link is judged by what it stands for, since that is what is replaced.
  fs::path target = output.file;
  if (fs::is_symlink(output.file, ignored)) {
    std::error_code broken;
    target = fs::canonical(output.file, broken);
    if (broken) {
      refuse("this is a link to " + quote(fs::read_symlink(output.file, ignored).string()) +
                 ", which is not there.",
             fmt::format("Remove the link, or give {} another name.", output.option), where);
    }
  }
  const std::string hint = fmt::format("Choose another place with {}.", output.option);
  // A device or a pipe is written to as it is; a file is replaced by a new one beside it.
  const bool is_replaced = !fs::exists(target, ignored) || fs::is_regular_file(target, ignored);
  if (!is_replaced) {
    if (access(target.c_str(), W_OK) == 0) return;
    refuse(fmt::format("cannot be written to: {}.", std::strerror(errno)), hint, where);
  }
  const fs::path parent = target.parent_path();
  const std::string folder = parent.empty() ? "." : parent.string();
  if (access(folder.c_str(), W_OK) != 0) {
    refuse(fmt::format("cannot write into the folder {}: {}.", quote(folder), std::strerror(errno)),
           hint, where);
  }
}

// Also of files that are not there yet.
bool is_same_file(const std::string& first, const std::string& second) {
  std::error_code ignored;
  if (fs::equivalent(first, second, ignored)) return fs::is_regular_file(first, ignored);
  return fs::weakly_canonical(first, ignored) == fs::weakly_canonical(second, ignored) &&
         !fs::exists(first, ignored);
}

}  // namespace

void check_output(const std::string& output, const std::string& input, const char* option) {
  check_input({option, output}, input);
  check_place({option, output});
}

void check_outputs(const std::vector<Output>& outputs, const std::vector<std::string>& inputs) {
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    if (outputs[i].file.empty()) continue;
    for (const std::string& input : inputs) {
      check_output(outputs[i].file, input, outputs[i].option);
    }
    for (std::size_t j = 0; j < i; ++j) {
      if (outputs[j].file.empty() || !is_same_file(outputs[j].file, outputs[i].file)) continue;
      throw Error(Fault::usage, "usage.same_file",
                  fmt::format("{} and {} name the same file.", outputs[j].option, outputs[i].option),
                  "Give one of them another name.");
    }
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
