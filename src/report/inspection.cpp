// SPDX-License-Identifier: Apache-2.0
//
// What a table holds, for a person and as JSON.
#include <algorithm>
#include <string>
#include <vector>

#include <fmt/format.h>

#include <odds/report.hpp>

#include "model/model_file_json.hpp"
#include "report/column_facts.hpp"
#include "report/layout.hpp"
#include "report/numbers.hpp"

namespace odds {
namespace {

using model_file::Json;
using model_file::json_number;
using report::ColumnFacts;
using report::Style;

// Levels that JSON lists for one column; level_count says how many there are.
constexpr std::size_t json_level_limit = 1'000;

const char* kind_name(ColumnKind kind) {
  switch (kind) {
    case ColumnKind::number:
      return "number";
    case ColumnKind::boolean:
      return "boolean";
    case ColumnKind::category:
      return "category";
  }
  return "number";
}

std::string delimiter_in_words(char delimiter) {
  switch (delimiter) {
    case ',':
      return "commas";
    case ';':
      return "semicolons";
    case '\t':
      return "tabs";
    case '|':
      return "bars";
    default:
      return report::printable(quote(std::string(1, delimiter)));
  }
}

std::string number_in_words(const ColumnFacts& facts) {
  constexpr double largest_plain = 1e15;
  const auto value = [&](double number) {
    return facts.is_whole && std::abs(number) < largest_plain ? fmt::format("{:.0f}", number)
                                                              : report::rounded(number, 6);
  };
  if (facts.present == 0) return "no values";
  if (facts.min == facts.max) return "always " + value(facts.min);
  if (facts.distinct.size() == 2)
    return value(facts.min) + " or " + value(facts.max) + ", mean " +
           report::rounded(facts.mean, 4);
  return value(facts.min) + " to " + value(facts.max) + ", mean " + report::rounded(facts.mean, 4);
}

// "4 levels: crew 885, 3rd 706, …", as many as fit.
std::string levels_in_words(const ColumnFacts& facts, std::size_t width) {
  constexpr std::size_t most_shown = 6;
  constexpr std::size_t longest_level = 24;
  std::string text = report::counted(facts.levels.size(), "level") + ":";
  for (std::size_t i = 0; i < facts.levels.size(); ++i) {
    const report::LevelCount& level = facts.levels[i];
    const std::string name = level.level.empty() ? "\"\"" : report::printable(level.level);
    const std::string item = (i == 0 ? " " : ", ") + report::clip(name, longest_level) + " " +
                             report::grouped(level.count);
    const bool fits = report::display_width(text + item) + 3 <= width;
    if (i == most_shown || (i != 0 && !fits)) return text + ", …";
    text += item;
  }
  return text;
}

std::string column_table(const ReadResult& data, const std::vector<ColumnFacts>& facts,
                         const TextOptions& options) {
  const std::vector<ColumnInfo>& columns = data.table.columns();
  constexpr std::size_t longest_name = 30, kind_width = 8, fixed = 6 + kind_width;
  std::size_t name_width = 6, missing_width = 7;
  for (const ColumnInfo& column : columns) {
    name_width = std::max(name_width, report::display_width(report::printable(column.name)));
    missing_width = std::max(missing_width, report::grouped(column.missing_count).size());
  }
  name_width = std::min({name_width, longest_name, std::max<std::size_t>(12, options.width / 4)});
  const std::size_t used = name_width + fixed + missing_width;
  const std::size_t room = options.width > used + 12 ? options.width - used : 12;
  const auto line = [&](const std::string& name, const std::string& kind,
                        const std::string& missing, const std::string& values) {
    return report::pad_right(report::clip(name, name_width), name_width) + "  " +
           report::pad_right(kind, kind_width) + "  " + report::pad_left(missing, missing_width) +
           "  " + report::clip(values, room);
  };
  std::string out = Style(options.colour).bold(line("column", "kind", "missing", "values")) + "\n";
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const std::string values = columns[i].kind == ColumnKind::number
                                   ? number_in_words(facts[i])
                                   : levels_in_words(facts[i], room);
    out += line(report::printable(columns[i].name), kind_name(columns[i].kind),
                report::grouped(columns[i].missing_count), values) +
           "\n";
  }
  return out;
}

std::vector<std::string> target_candidates(const Table& table,
                                           const std::vector<ColumnFacts>& facts) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < facts.size(); ++i) {
    if (report::could_be_target(facts[i])) names.push_back(table.columns()[i].name);
  }
  return names;
}

std::string target_advice(const ReadResult& data, const std::vector<ColumnFacts>& facts,
                          const std::string& name, const TextOptions& options) {
  std::vector<std::string> candidates = target_candidates(data.table, facts);
  if (candidates.empty()) {
    return report::wrap("No column has exactly two values, so none can be the target as it is.",
                        options.width);
  }
  for (std::string& candidate : candidates) candidate = report::printable(candidate);
  constexpr std::size_t most_named = 12;
  const std::size_t more = candidates.size() > most_named ? candidates.size() - most_named : 0;
  candidates.resize(candidates.size() - more);
  if (more != 0) candidates.push_back(report::grouped(more) + " more");
  const std::string verb = candidates.size() == 1 ? " has two values and can be the target."
                                                  : " have two values; one can be the target.";
  std::string out = report::wrap(report::list_in_words(candidates) + verb, options.width);
  return out + "\n" + Style(options.colour).bold("Next") + "\n  odds fit " + shell_word(name) +
         " --target " + shell_word(report::likely_target(data.table, facts)) + "\n";
}

Json column_json(const ColumnInfo& column, const ColumnFacts& facts) {
  Json json = {{"name", column.name}, {"kind", kind_name(column.kind)}};
  json["missing"] = column.missing_count;
  json["present"] = facts.present;
  const bool is_number = column.kind == ColumnKind::number;
  json["min"] = is_number ? json_number(facts.min) : Json(nullptr);
  json["max"] = is_number ? json_number(facts.max) : Json(nullptr);
  json["mean"] = is_number ? json_number(facts.mean) : Json(nullptr);
  json["level_count"] = is_number ? Json(nullptr) : Json(facts.levels.size());
  Json levels = Json::array();
  for (const report::LevelCount& level : facts.levels) {
    if (levels.size() == json_level_limit) break;
    levels.push_back({{"level", level.level}, {"count", level.count}});
  }
  json["levels"] = is_number ? Json(nullptr) : std::move(levels);
  return json;
}

std::string sparse_in_words(const SparseInfo& sparse) {
  if (sparse.columns == 0) return "";
  return ", " + report::counted(sparse.columns, "sparse column") + " from " +
         std::to_string(sparse.first_index) + " on with " +
         (sparse.entries == 1 ? "1 entry" : report::grouped(sparse.entries) + " entries") +
         (sparse.all_ones ? ", all 1" : "");
}

Json sparse_json(const SparseInfo& sparse) {
  return {{"columns", sparse.columns},
          {"entries", sparse.entries},
          {"all_ones", sparse.all_ones},
          {"first_index", sparse.first_index}};
}

}  // namespace

std::string text_inspection(const ReadResult& data, const std::string& name,
                            const TextOptions& options, const RunOptions& run) {
  const std::vector<ColumnFacts> facts = report::column_facts(data.table, run);
  std::string title = report::counted(data.table.row_count(), "row") + ", " +
                      report::counted(data.table.columns().size(), "column");
  if (data.table.columns().size() > 1) {
    title += ", separated by " + delimiter_in_words(data.delimiter);
  }
  title += sparse_in_words(data.table.sparse());
  if (!data.compression.empty()) title += ", " + data.compression;
  // A long name gives way, so that the counts stay in sight.
  constexpr std::size_t least = 12;
  const std::size_t taken = report::display_width(title) + 2;
  const std::string source = report::clip(name == "-" ? "standard input" : report::printable(name),
                                          std::max(options.width, taken + least) - taken);
  std::string out =
      Style(options.colour).bold(report::clip(source + ": " + title, options.width)) + "\n\n";
  out += column_table(data, facts, options) + "\n";
  std::string notes;
  for (const Note& note : data.notes) {
    notes += report::wrap(report::printable(note.message), options.width, "- ");
  }
  if (!notes.empty()) out += Style(options.colour).bold("Notes") + "\n" + notes + "\n";
  return out + target_advice(data, facts, name, options);
}

std::string json_inspection(const ReadResult& data, const std::string& name,
                            const RunOptions& run) {
  const std::vector<ColumnFacts> facts = report::column_facts(data.table, run);
  Json json = {{"schema", "odds.inspect/1"}, {"source", name}};
  json["format"] = data.format == DataFormat::libsvm ? "libsvm" : "csv";
  json["rows"] = data.table.row_count();
  json["delimiter"] = std::string(1, data.delimiter);
  json["compression"] = data.compression.empty() ? Json(nullptr) : Json(data.compression);
  const bool is_sparse = data.format == DataFormat::libsvm;
  json["sparse"] = is_sparse ? sparse_json(data.table.sparse()) : Json(nullptr);
  Json& columns = json["columns"] = Json::array();
  for (std::size_t i = 0; i < facts.size(); ++i) {
    columns.push_back(column_json(data.table.columns()[i], facts[i]));
  }
  json["target_candidates"] = target_candidates(data.table, facts);
  const std::string likely = report::likely_target(data.table, facts);
  json["likely_target"] = likely.empty() ? Json(nullptr) : Json(likely);
  Json& notes = json["notes"] = Json::array();
  for (const Note& note : data.notes) {
    notes.push_back({{"code", note.code}, {"message", note.message}});
  }
  return model_file::json_text(json) + "\n";
}

}  // namespace odds
