// SPDX-License-Identifier: Apache-2.0
//
// A model file from a stranger. Whatever loads is saved and loads again to the same bytes, can be
// shown, and predicts and explains a small table; all that may come of it is a refusal.
//
//   flags | the file; its checksum is made right first, unless a flag says to leave it
#include <string>

#include <odds/explanation.hpp>
#include <odds/model.hpp>
#include <odds/report.hpp>

#include "fuzz/harness.hpp"
#include "model/model_file_scan.hpp"

namespace {

// Almost every mutation breaks the checksum, and would be stopped there.
std::string with_right_checksum(const std::string& text) {
  try {
    const odds::model_file::Scan scan = odds::model_file::scan_text(text, "model");
    const std::string closing =
        "\"checksum\": \"" + odds::model_file::checksum_value(scan.hash) + "\"}";
    return text.substr(0, text.size() - scan.last.size()) + closing;
  } catch (const odds::Error&) {
    return text;
  }
}

std::string quoted(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) out += c == '"' ? "\"\"" : std::string(1, c);
  return out + "\"";
}

std::string value_of(const odds::ColumnEncoding& column, std::size_t row) {
  if (row == 3) return "";
  if (column.kind == odds::ColumnKind::boolean) return row % 2 == 0 ? "true" : "FALSE";
  if (column.kind == odds::ColumnKind::category && !column.levels.empty()) {
    return row == 2 ? "never seen" : quoted(column.levels[row % column.levels.size()]);
  }
  return row == 0 ? "1e308" : row == 1 ? "-2.5" : "0";
}

// Five rows with the columns that the model asks for.
std::string table_for(const odds::FittedModel& model) {
  std::string text = "other";
  for (const odds::ColumnEncoding& column : model.columns) text += "," + quoted(column.name);
  if (!model.offset.empty()) text += "," + quoted(model.offset);
  for (std::size_t row = 0; row < 5; ++row) {
    text += "\n7";
    for (const odds::ColumnEncoding& column : model.columns) text += "," + value_of(column, row);
    if (!model.offset.empty()) text += ",0.25";
  }
  return text + "\n";
}

void use_model(const odds::FittedModel& model, std::uint8_t flags) {
  odds::ReadOptions read;
  read.delimiter = ',';
  odds::PredictOptions options;
  options.unseen = static_cast<odds::UnseenPolicy>(flags % 3U);
  options.missing = (flags & 4U) == 0 ? odds::MissingPolicy::error : odds::MissingPolicy::mean;
  if ((flags & 8U) != 0) options.interval_level = 90.0;
  options.keep_columns = {"other"};
  odds::RunOptions run;
  run.threads = 1;
  const fuzz::MemoryFile data(table_for(model));
  odds::ExplainOptions walk;
  walk.unseen = options.unseen;
  walk.missing = options.missing;
  const auto expect_no_more_than_a_refusal = [](auto work) {
    try {
      work();
    } catch (const odds::Error& error) {
      fuzz::require(error.fault() == odds::Fault::refused, "not a refusal", error.line());
    }
  };
  expect_no_more_than_a_refusal(
      [&] { odds::predict(model, data.path(), "/dev/null", read, options, run); });
  for (std::uint64_t row = 1; row <= 5; ++row) {
    expect_no_more_than_a_refusal([&] {
      const odds::Explanation found = odds::explain(model, data.path(), read, row, walk, run);
      odds::text_explanation(found, {});
      odds::json_explanation(found);
    });
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input(data, size);
  const std::uint8_t flags = input.byte();
  const std::string text = flags >= 128 ? input.text() : with_right_checksum(input.text());
  odds::FittedModel model;
  try {
    model = odds::model_from_text(text, "model");
  } catch (const odds::Error& error) {
    fuzz::require(error.fault() == odds::Fault::refused, "not a refusal", error.line());
    return 0;
  }
  const std::string saved = odds::model_to_text(model);
  std::string again;
  try {
    again = odds::model_to_text(odds::model_from_text(saved, "model"));
  } catch (const odds::Error& error) {
    fuzz::require(false, "what was saved does not load", error.line() + "\n" + saved);
  }
  fuzz::require_equal(again, saved, "saved twice");
  odds::text_summary(model, {});
  odds::text_covariance(model, {});
  odds::json_summary(model);
  use_model(model, flags);
  return 0;
}
