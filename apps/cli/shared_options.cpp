// SPDX-License-Identifier: Apache-2.0
#include "shared_options.hpp"

#include <fmt/format.h>

#include "terminal.hpp"

namespace odds::cli {
namespace {

constexpr Words<UnseenPolicy> unseen_words = {{"error", UnseenPolicy::error},
                                              {"reference", UnseenPolicy::reference},
                                              {"missing", UnseenPolicy::missing}};

// What is found out if not given has no word.
constexpr Words<DataFormat> format_words = {{"csv", DataFormat::csv},
                                            {"libsvm", DataFormat::libsvm}};

}  // namespace

void remark_not_converged(const FittedModel& model) {
  if (model.converged || model.separated || model.training.is_used()) return;
  message("odds: note: the model did not converge, so its probabilities are not the best ones.");
}

void declare_read_options(Options& options, ReadOptions& read) {
  options.group("Reading the data");
  options.value(
      "--format", alternatives(format_words),
      "The form of the data. If not given: libsvm where the name says so (.svm, .libsvm, "
      ".svmlight) or the first lines can be nothing else, else csv.",
      [&](const std::string& text) { read.format = one_of("--format", text, format_words); });
  options.flag("--zero-based", "LIBSVM data: the first column has index 0, not 1.",
               read.zero_based);
  options.value(
      "--delimiter", "CHAR",
      "What separates the fields: one character, or the word tab. Found from the first line if "
      "not given.",
      [&](const std::string& text) { read.delimiter = delimiter("--delimiter", text); });
  options.value("--decimal", "CHAR",
                std::string("The decimal mark of numbers: a dot or a comma (default: ") +
                    ReadOptions{}.decimal + ").",
                [&](const std::string& text) {
                  if (text != "." && text != ",") refuse_value("--decimal", "be . or ,", text);
                  read.decimal = text[0];
                });
  options.clear_flag("--no-header", "The first line is data; columns are called V1, V2, and so on.",
                     read.has_header);
}

void declare_run_options(Options& options, RunOptions& run, bool& quiet) {
  options.group("Running");
  options.value(
      "--threads", "N",
      "Threads to use; 0 means as many as the machine offers (default: " +
          std::to_string(RunOptions{}.threads) + "). The answer is the same for any number.",
      [&](const std::string& text) {
        run.threads = static_cast<unsigned>(whole_number("--threads", text, 0, 1024));
      },
      Effect::run);
  options.flag("--quiet", "No progress and no remarks on standard error; errors are still told.",
               quiet, Effect::run);
}

void declare_json_option(Options& options, bool& json) {
  options.flag("--json", "Print one JSON object in full precision instead of text.", json,
               Effect::run);
}

void declare_unseen_option(Options& options, UnseenPolicy& unseen) {
  options.value("--unseen", alternatives(unseen_words),
                fmt::format("A level that the model has not seen: refuse the data, treat it as the "
                            "reference level, or as missing (default: {}).",
                            word_of(unseen, unseen_words)),
                [&](const std::string& text) { unseen = one_of("--unseen", text, unseen_words); });
}

void declare_role_options(Options& options, const RoleNames& names, bool& no_weights) {
  options.group("Columns that have another name than at the fit");
  const auto column = [&](const std::string& name, const std::string& placeholder,
                          const std::string& help, std::optional<std::string>& target) {
    options.value(name, placeholder, help, [name, &target](const std::string& text) {
      if (text.empty()) refuse_value(name, "name a column", text);
      target = text;
    });
  };
  column("--target", "COL[/TRIALS]",
         "What happened: the same two values as at the fit, or successes and trials.",
         names.target);
  column("--weights", "COL", "Scales each row's share in every figure.", names.weights);
  column("--freq-weights", "COL", "Whole numbers: how many equal rows each row stands for.",
         names.freq_weights);
  options.flag("--no-weights", "Every row counts once, even where the fit had weights.",
               no_weights);
}

void apply_no_weights(bool no_weights, const RoleNames& names) {
  if (!no_weights) return;
  if (names.weights || names.freq_weights) {
    throw Error(Fault::usage, "usage.conflict", "--no-weights and a column of weights were given.",
                "Leave one of them out.");
  }
  names.weights = names.freq_weights = "";
}

void declare_level_option(Options& options, double standard, double& level) {
  options.value(
      "--level", "X",
      fmt::format("Confidence level of the intervals in per cent (default: {}).", standard),
      [&](const std::string& text) {
        level = number("--level", text);
        if (level < 50.0 || level >= 100.0) {
          refuse_value("--level", "be between 50 and 100", text);
        }
      });
}

void check_read_options(const ReadOptions& read) {
  const bool is_csv =
      read.delimiter != '\0' || !read.has_header || read.decimal != ReadOptions{}.decimal;
  if (read.format == DataFormat::libsvm && is_csv) {
    throw Error(Fault::usage, "usage.conflict",
                "--delimiter, --decimal and --no-header belong to CSV files, not to --format "
                "libsvm.",
                "Leave them out.");
  }
  if (read.format == DataFormat::csv && read.zero_based) {
    throw Error(Fault::usage, "usage.conflict", "--zero-based belongs to LIBSVM data.",
                "Leave out --zero-based, or --format csv.");
  }
  if (read.delimiter == read.decimal) {
    throw Error(Fault::usage, "usage.value",
                "--delimiter and --decimal can't be the same character.",
                "With --decimal , the fields are usually separated by --delimiter ';'.");
  }
}

}  // namespace odds::cli
