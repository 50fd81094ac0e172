// SPDX-License-Identifier: Apache-2.0
#include "question_options.hpp"

#include <string>
#include <vector>

#include <fmt/format.h>

#include "shared_options.hpp"
#include "values.hpp"

namespace odds::cli {
namespace {

const DesignOptions defaults;

void add(std::vector<std::string>& names, const std::string& option, const std::string& text) {
  const std::vector<std::string> more = name_list(option, text);
  names.insert(names.end(), more.begin(), more.end());
}

// An option that takes one column name.
void declare_column(Options& options, const std::string& name, const std::string& help,
                    std::string& column) {
  options.value(name, "COL", help, [name, &column](const std::string& text) {
    if (text.empty()) refuse_value(name, "name a column", text);
    column = text;
  });
}

}  // namespace

void declare_question(Options& options, DesignOptions& design) {
  options.group("What is modelled");
  options.value(
      "--target", "COL[/TRIALS]",
      "The column to explain: two values, or several classes; or the column of successes and that "
      "of trials. The labels of LIBSVM data are a column named label, which is the target if none "
      "is named.",
      [&](const std::string& text) {
        if (text.empty()) refuse_value("--target", "name a column", text);
        design.target = text;
      });
  options.value(
      "--event", "VALUE",
      "The value of the target whose probability is modelled. If not given: the larger number, "
      "true, a word like yes, or the last in alphabetical order.",
      [&](const std::string& text) { design.event = text; });
}

void declare_features(Options& options, DesignOptions& design) {
  options.group("Which columns explain it");
  const std::string list = " A list: a,b or \"a,1\",b for a name with a comma; may be repeated.";
  options.repeated("--features", "a,b,c",
                   "Use these columns; all that have no other role if not given." + list,
                   [&](const std::string& text) { add(design.features, "--features", text); });
  options.repeated("--drop", "a,b", "Use all columns but these." + list,
                   [&](const std::string& text) { add(design.drop, "--drop", text); });
  options.repeated(
      "--categorical", "a,b", "Treat these columns as categories even if they hold numbers." + list,
      [&](const std::string& text) { add(design.categorical, "--categorical", text); });
  options.repeated(
      "--reference", "COL=LEVEL",
      "The level that the others of a category are compared with (default: the first in natural "
      "order); none gives every level a term. Of a target of several classes the class that the "
      "others are compared with. May be repeated.",
      [&](const std::string& text) {
        auto [column, level] = column_and_level("--reference", text);
        if (!design.reference.emplace(column, level).second) {
          refuse_value("--reference", "name a column once", text);
        }
      });
  options.repeated("--interact", "a:b",
                   "Add the product of two of these columns: of numbers, or of a number or a level "
                   "with each level. a:a is the square of a number." +
                       list,
                   [&](const std::string& text) { add(design.interactions, "--interact", text); });
  options.clear_flag("--no-intercept", "Leave out the intercept.", design.intercept);
}

void declare_rows(Options& options, DesignOptions& design) {
  options.group("Which rows count, and how much");
  options.value(
      "--missing", alternatives(missing_words),
      fmt::format("What a missing value does: refuse the data, drop the row, or stand "
                  "for the mean with a term of its own (default: {}).",
                  word_of(defaults.missing, missing_words)),
      [&](const std::string& text) { design.missing = one_of("--missing", text, missing_words); });
  declare_column(options, "--weights",
                 "Scales each row's likelihood: precision or exposure, not sampling weights.",
                 design.weights);
  declare_column(options, "--freq-weights",
                 "Whole numbers: how many equal rows each row stands for.", design.freq_weights);
  declare_column(options, "--offset", "A known part of the log-odds, added with coefficient 1.",
                 design.offset);
}

void require_target(const std::string& command, const std::string& data,
                    const DesignOptions& design) {
  if (!design.target.empty()) return;
  throw Error(
      Fault::usage, "usage.target", command + " needs a target: the column to explain.",
      fmt::format("Add --target COL; \"odds inspect {}\" shows the columns.", shell_word(data)));
}

void check_question(const std::string& command, const std::string& data, const ReadOptions& read,
                    const DesignOptions& design) {
  const bool is_csv = read.format == DataFormat::csv || data.find(".csv") != std::string::npos ||
                      data.find(".tsv") != std::string::npos;
  if (is_csv && read.format != DataFormat::libsvm) require_target(command, data, design);
  if (!design.features.empty() && !design.drop.empty()) {
    throw Error(Fault::usage, "usage.conflict", "--features and --drop exclude each other.",
                "Name the columns to use, or the columns to leave out.");
  }
}

}  // namespace odds::cli
