// SPDX-License-Identifier: Apache-2.0
#include "read/column_types.hpp"

#include <algorithm>
#include <numeric>
#include <optional>
#include <utility>

#include "read/faults.hpp"

namespace odds::read {
namespace {

const Witness& earlier(const Witness& a, const Witness& b) { return b.row < a.row ? b : a; }

std::string place(const Witness& witness) {
  return quote(witness.text) + " at line " + std::to_string(witness.line) + " (row " +
         std::to_string(witness.row + 1) + ")";
}

bool all_look_like_decimal_commas(const Dictionary& dictionary) {
  return std::all_of(dictionary.texts().begin(), dictionary.texts().end(),
                     [](const std::string& text) { return looks_like_decimal_comma(trim(text)); });
}

// What is wrong with a column of texts, or of texts and numbers.
class ColumnFault {
 public:
  ColumnFault(const ParsePlan& plan, const ColumnTask& task, const ColumnEvidence& evidence)
      : plan_(plan), task_(task), evidence_(evidence) {}

  bool exists() const { return is_mixed() || is_decimal_comma() || is_too_large(); }
  std::uint64_t row() const {
    return is_too_large() ? evidence_.first_too_large.row : evidence_.first_text.row;
  }

  [[noreturn]] void raise() const {
    const Witness& text = evidence_.first_text;
    const std::string column = "column " + quote(task_.name);
    const std::string categorical = "--categorical " + shown_name(task_.name);
    if (is_too_large()) {
      const Witness& value = evidence_.first_too_large;
      throw Error(Fault::refused, "csv.number_too_large",
                  column + ": " + quote(value.text) + " is too large for a double.",
                  "Change its unit, or pass " + categorical + " if it is a label.",
                  {plan_.file, value.line, 0, value.row + 1, task_.name});
    }
    const Where where{plan_.file, text.line, 0, text.row + 1, task_.name};
    if (is_decimal_comma()) {
      const std::string remedy = plan_.delimiter == ','
                                     ? "Pass --decimal , if the comma is the decimal mark; remove "
                                       "it if it groups thousands."
                                     : "Pass --decimal , to read them as numbers.";
      throw Error(Fault::refused, "csv.decimal_comma",
                  column + " looks like decimal commas (" + quote(text.text) + ").", remedy, where);
    }
    if (is_infinity(trim(text.text))) {
      throw Error(Fault::refused, "csv.number_infinite",
                  column + ": " + quote(text.text) + " is not a finite number.",
                  "Remove the row or give a finite value.", where);
    }
    throw Error(Fault::refused, "csv.mixed_column",
                column + " mixes numbers and text: " + place(text) + " is not a number, " +
                    place(evidence_.first_number) + " is.",
                "Correct it, leave it empty if it is missing, or pass " + categorical +
                    " if the values are labels.",
                where);
  }

 private:
  bool is_mixed() const { return evidence_.first_text.exists() && evidence_.first_number.exists(); }
  // Unless a text comes first.
  bool is_too_large() const {
    return evidence_.first_too_large.exists() &&
           evidence_.first_too_large.row < evidence_.first_text.row;
  }
  bool is_decimal_comma() const {
    if (plan_.decimal != '.' || !evidence_.first_text.exists()) return false;
    if (is_mixed()) return looks_like_decimal_comma(trim(evidence_.first_text.text));
    return all_look_like_decimal_commas(*task_.dictionary);
  }

  const ParsePlan& plan_;
  const ColumnTask& task_;
  const ColumnEvidence& evidence_;
};

void refuse_earliest_fault(const ParsePlan& plan, const std::vector<ColumnEvidence>& evidence) {
  std::optional<ColumnFault> first;
  for (std::size_t i = 0; i < plan.tasks.size(); ++i) {
    if (plan.tasks[i].is_categorical) continue;
    const ColumnFault fault(plan, plan.tasks[i], evidence[i]);
    if (fault.exists() && (!first || fault.row() < first->row())) first.emplace(fault);
  }
  if (first) first->raise();
}

// All true or false: codes 0 and 1 whatever the spelling.
bool decide_boolean(const Dictionary& dictionary, DecidedColumn& column, std::vector<Note>& notes) {
  column.final.remap.clear();
  for (const std::string& text : dictionary.texts()) {
    const std::optional<bool> value = parse_boolean(text);
    if (!value) return false;
    column.final.remap.push_back(*value ? 1 : 0);
  }
  column.info.kind = ColumnKind::boolean;
  column.info.levels = {"false", "true"};
  if (dictionary.texts().size() > 2) {
    std::vector<std::string> spellings(dictionary.texts().begin(), dictionary.texts().end());
    std::sort(spellings.begin(), spellings.end(), std::greater<>());  // true before TRUE
    std::string list;
    for (const std::string& spelling : spellings) list += (list.empty() ? "" : ", ") + spelling;
    notes.push_back({"csv.boolean_spellings", "column " + quote(column.info.name) + ": " + list +
                                                  " are read as the two levels true and false."});
  }
  return true;
}

void decide_category(const Dictionary& dictionary, char decimal, DecidedColumn& column) {
  column.info.kind = ColumnKind::category;
  const std::vector<std::uint32_t> order = natural_order(dictionary.texts(), decimal);
  column.final.remap.resize(order.size());
  for (std::uint32_t code = 0; code < order.size(); ++code) {
    column.info.levels.push_back(dictionary.texts()[order[code]]);
    column.final.remap[order[code]] = code;
  }
}

DecidedColumn decide(const ColumnTask& task, const ColumnEvidence& evidence, char decimal,
                     std::vector<Note>& notes) {
  DecidedColumn column;
  column.info.name = task.name;
  column.final.is_number =
      !task.is_categorical && (task.kind == FieldKind::boxed) && !evidence.first_text.exists();
  if (column.final.is_number) {
    column.info.missing_count = evidence.missing_count;
    column.info.has_inexact_integers = evidence.has_inexact_integers;
    if (evidence.has_inexact_integers) {
      notes.push_back(
          {"column.inexact_integers",
           "column " + quote(task.name) +
               " has integers beyond 2^53, which are not exactly representable; if they "
               "are labels, pass --categorical " +
               shown_name(task.name) + "."});
    }
    return column;
  }
  if (task.is_categorical || !decide_boolean(*task.dictionary, column, notes)) {
    decide_category(*task.dictionary, decimal, column);
  }
  column.final.level_count = column.info.levels.size();
  return column;
}

}  // namespace

ColumnEvidence merge(const ColumnEvidence& a, const ColumnEvidence& b) {
  ColumnEvidence both;
  both.missing_count = a.missing_count + b.missing_count;
  both.first_number = earlier(a.first_number, b.first_number);
  both.first_text = earlier(a.first_text, b.first_text);
  both.first_too_large = earlier(a.first_too_large, b.first_too_large);
  for (std::size_t start = 0; start < 2; ++start) {
    both.first_wrong_row_number[start] =
        earlier(a.first_wrong_row_number[start], b.first_wrong_row_number[start]);
  }
  both.has_inexact_integers = a.has_inexact_integers || b.has_inexact_integers;
  return both;
}

std::vector<DecidedColumn> decide_columns(const ParsePlan& plan,
                                          const std::vector<ColumnEvidence>& evidence,
                                          std::vector<Note>& notes) {
  refuse_earliest_fault(plan, evidence);
  std::vector<DecidedColumn> columns;
  columns.reserve(plan.tasks.size());
  for (std::size_t i = 0; i < plan.tasks.size(); ++i) {
    columns.push_back(decide(plan.tasks[i], evidence[i], plan.decimal, notes));
  }
  return columns;
}

std::vector<std::uint32_t> natural_order(const std::deque<std::string>& levels, char decimal) {
  std::vector<double> values;
  for (const std::string& level : levels) {
    const NumberValue number = read_number(trim(level), decimal);
    if (number.spelling != Spelling::number) break;
    values.push_back(number.value);
  }
  std::vector<std::uint32_t> order(levels.size());
  std::iota(order.begin(), order.end(), 0U);
  const bool is_numeric = values.size() == levels.size();
  std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    if (is_numeric && values[a] != values[b]) return values[a] < values[b];
    return levels[a] < levels[b];  // bytes of UTF-8 sort like code points
  });
  return order;
}

}  // namespace odds::read
