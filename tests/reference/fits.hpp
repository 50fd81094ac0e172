// SPDX-License-Identifier: Apache-2.0
//
// Fits through the library as tests need them: of a reference table in memory or of a file, terms
// by name, digits against a reference answer.
#pragma once

#include <cstddef>
#include <filesystem>
#include <fstream>
#include <initializer_list>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include <unistd.h>

#include <odds/model.hpp>

#include "reference/table.hpp"

namespace reference {

// A directory of its own that goes away with the object.
class TemporaryDirectory {
 public:
  TemporaryDirectory() {
    std::string name = (std::filesystem::temp_directory_path() / "odds-test-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary directory");
    path_ = name;
  }
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;
  ~TemporaryDirectory() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  std::string path(const std::string& name) const { return (path_ / name).string(); }
  std::string write(const std::string& name, const std::string& text) const {
    std::ofstream output(path(name), std::ios::binary);
    output << text;
    if (!output.flush()) throw std::runtime_error("can't write " + path(name));
    return path(name);
  }
  const std::filesystem::path& root() const { return path_; }

 private:
  std::filesystem::path path_;
};

inline std::string read_text(const std::string& path) {
  std::ifstream input(path, std::ios::binary);
  if (!input) throw std::runtime_error("can't read " + path);
  std::stringstream text;
  text << input.rdbuf();
  return text.str();
}

// The named columns of a table, as arrays that `table` owns.
inline odds::Table view(const Table& table, const std::vector<std::string>& names) {
  odds::Table result;
  for (const std::string& name : names) result.add_numbers(name, table.column(name));
  return result;
}

inline odds::FittedModel fit(const Table& table, const odds::FitOptions& options,
                             unsigned threads = 1) {
  odds::RunOptions run;
  run.threads = threads;
  return odds::fit(view(table, table.names), options, run);
}

// Fit of CSV text.
inline odds::FittedModel fit_text(const std::string& text, const odds::FitOptions& options,
                                  const odds::ReadOptions& read = {}) {
  const TemporaryDirectory directory;
  odds::RunOptions run;
  run.threads = 1;
  return odds::fit(directory.write("data.csv", text), read, options, run);
}

inline const odds::Term& term(const odds::FittedModel& model, const std::string& name) {
  for (const odds::Term& candidate : model.terms)
    if (candidate.term == name) return candidate;
  throw std::out_of_range("no term " + name);
}

inline bool has_note(const odds::FittedModel& model, const std::string& words) {
  for (const odds::Note& note : model.notes)
    if ((note.code + " " + note.message).find(words) != std::string::npos) return true;
  return false;
}

// Right digits of a fit, the worst term counting.
struct Digits {
  double coefficient = 17;
  double standard_error = 17;
  double log_likelihood = 17;
  double deviance = 17;
  std::string worst_coefficient;
  std::string worst_standard_error;
};

// `names` are the terms in the order of the reference answer.
inline Digits digits(const odds::FittedModel& model, const std::vector<std::string>& names,
                     const Answer& answer) {
  Digits result;
  for (std::size_t j = 0; j < names.size(); ++j) {
    const odds::Term& found = term(model, names[j]);
    const double coefficient = right_digits(found.estimate, answer.coefficients[j]);
    if (coefficient < result.coefficient) result.worst_coefficient = names[j];
    result.coefficient = std::min(result.coefficient, coefficient);
    const double error = right_digits(found.std_error, answer.standard_errors[j]);
    if (error < result.standard_error) result.worst_standard_error = names[j];
    result.standard_error = std::min(result.standard_error, error);
  }
  result.log_likelihood =
      std::min(right_digits(model.log_likelihood, answer.log_likelihood),
               right_digits(model.null_log_likelihood, answer.null_log_likelihood));
  result.deviance = std::min(right_digits(model.deviance, answer.deviance),
                             right_digits(model.null_deviance, answer.null_deviance));
  return result;
}

}  // namespace reference
