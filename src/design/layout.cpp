// SPDX-License-Identifier: Apache-2.0
#include "design/layout.hpp"

#include <algorithm>
#include <map>

#include "design/interactions.hpp"
#include "design/row_errors.hpp"

namespace odds::design {
namespace {

// The value that a column has on every used row, where it has one.
std::optional<double> constant_value(const Encoded& column) {
  const Feature& feature = column.feature;
  if (feature.is_number()) {
    if (feature.low != feature.high) return std::nullopt;
    return column.scaling.mean;
  }
  if (feature.kind != ColumnKind::boolean) return std::nullopt;
  const bool has_false = feature.seen[0] != 0 || feature.missing_count != 0;
  const bool has_true = feature.seen.size() > true_code && feature.seen[true_code] != 0;
  if (has_false && has_true) return std::nullopt;
  return has_true ? 1.0 : 0.0;
}

// Text with a level of its own in more than half of the rows.
void refuse_identifier(const Encoded& column, const DesignOptions& options, const RowSet& rows) {
  constexpr std::uint64_t fewest = 3;  // two names in a table of two rows are a category
  const auto& asked = options.categorical;
  if (std::find(asked.begin(), asked.end(), column.name) != asked.end()) return;
  const auto& seen = column.feature.seen;
  const auto single = static_cast<std::uint64_t>(std::count(seen.begin(), seen.end(), 1));
  if (single < fewest || single * 2 <= rows.used) return;
  throw Error(Fault::refused, "column.identifier",
              "column " + quote(column.name) + " is text with a level of its own in " +
                  std::to_string(single) + " of " + row_count_text(rows.used) +
                  ": an identifier or a date, not a category.",
              "Leave it out with --drop " + column.name +
                  ", turn dates into numbers (years, days since a day), or keep one term per "
                  "level with --categorical " +
                  column.name + ".",
              in_column(column.name));
}

void resolve_levels(const Source& source, const RowSet& rows, const DesignOptions& options,
                    Encoded& column) {
  const std::vector<std::string>& stored = source.columns[column.feature.column].levels;
  refuse_identifier(column, options, rows);
  const bool has_missing = column.feature.missing_count != 0;
  for (std::size_t code = 0; code < stored.size(); ++code) {
    if (column.feature.seen[code] == 0) continue;
    if (has_missing && stored[code] == missing_level) {
      throw Error(Fault::refused, "column.missing_level",
                  "column " + quote(column.name) + " has a level called \"(missing)\".",
                  "Rename that level, or use --missing drop.", in_column(column.name));
    }
    column.levels.push_back(stored[code]);
    column.codes.push_back(static_cast<std::uint32_t>(code));
  }
  if (has_missing) {
    column.levels.emplace_back(missing_level);
    column.codes.push_back(missing_code);
  }
}

void choose_reference(const DesignOptions& options, Encoded& column, std::vector<Note>& notes) {
  column.reference = 0;
  const auto asked = options.reference.find(column.name);
  if (asked == options.reference.end()) return;
  const std::string& level = asked->second;
  const auto found = std::find(column.levels.begin(), column.levels.end(), level);
  if (found != column.levels.end()) {
    column.reference = static_cast<std::size_t>(found - column.levels.begin());
    if (level == "none") {
      notes.push_back(
          {"column.reference_none", "Column " + quote(column.name) +
                                        " has a level called \"none\", which is its reference."});
    }
    return;
  }
  if (level == "none") {
    column.reference.reset();
    return;
  }
  const std::string near = nearest(level, column.levels);
  throw Error(
      Fault::usage, "column.reference_level",
      "column " + quote(column.name) + " has no level " + quote(level) + " in the rows used.",
      near.empty() ? "Its levels are " + quoted_list(column.levels) + "."
                   : "Did you mean " + quote(near) + "?",
      in_column(column.name));
}

void check_kind(const Encoded& column, const DesignOptions& options) {
  if (column.feature.kind == ColumnKind::category) return;
  const auto& asked = options.categorical;
  if (column.feature.is_number() &&
      std::find(asked.begin(), asked.end(), column.name) != asked.end()) {
    throw Error(Fault::usage, "column.not_levels",
                "column " + quote(column.name) + " holds numbers, not levels.",
                "Read it as a category, or add it to the table as codes.", in_column(column.name));
  }
  if (options.reference.count(column.name) != 0) {
    throw Error(Fault::usage, "column.reference_kind",
                "column " + quote(column.name) + " is not a category and has no reference level.",
                "Use --categorical " + column.name + " as well.", in_column(column.name));
  }
}

void note_missing(const Encoded& column, std::vector<Note>& notes) {
  const Feature& feature = column.feature;
  if (feature.missing_count == 0) return;
  const std::string count =
      std::to_string(feature.missing_count) +
      (feature.missing_count == 1 ? " missing value of " : " missing values of ") +
      quote(column.name);
  std::string text;
  if (feature.is_number()) {
    text = count + " filled with the mean, " + number_text(column.scaling.mean) +
           ", beside a term " + column.name + "[missing].";
  } else if (feature.kind == ColumnKind::boolean) {
    text = count + " filled with false, beside a term " + column.name + "[missing].";
  } else {
    text = count + " form the level (missing).";
  }
  notes.push_back({"column.filled", text});
}

TermSource make_term(const Encoded& column, std::size_t index, TermKind kind,
                     const std::string& level) {
  TermSource source;
  source.encoded = index;
  source.term.kind = kind;
  source.term.column = column.name;
  source.term.level = level;
  source.term.term = level.empty() ? column.name : column.name + "[" + level + "]";
  return source;
}

void add_number(const Encoded& column, std::size_t index, const OwnIntercept& own,
                std::vector<TermSource>& terms) {
  const bool is_number = column.feature.is_number();
  TermSource source = make_term(column, index, is_number ? TermKind::number : TermKind::boolean,
                                is_number ? "" : "true");
  source.ones = own.constant == index;
  source.term.constant = constant_value(column).has_value() && own.kept != index;
  if (is_number && !source.ones) {
    set_scale(column.scaling, source.term);
  }
  terms.push_back(source);
  if (column.feature.missing_count == 0) return;
  terms.push_back(make_term(column, index, TermKind::indicator, "missing"));
}

void add_levels(const Encoded& column, std::size_t index, bool has_constant,
                std::vector<TermSource>& terms) {
  for (std::size_t level = 0; level < column.levels.size(); ++level) {
    if (column.reference == level) continue;
    TermSource source = make_term(column, index, TermKind::level, column.levels[level]);
    source.code = column.codes[level];
    source.term.constant = has_constant && column.levels.size() == 1;
    terms.push_back(source);
  }
}

}  // namespace

std::vector<Encoded> encode_features(const Source& source, std::vector<Feature> features,
                                     const DesignOptions& options, const RowSet& rows,
                                     std::vector<Note>& notes) {
  std::vector<Encoded> columns;
  for (Feature& feature : features) {
    Encoded column;
    column.name = source.columns[feature.column].name;
    column.feature = std::move(feature);
    if (options.intercept && column.name == "(Intercept)") {
      throw Error(Fault::refused, "column.intercept",
                  "a column is called \"(Intercept)\", and the model has an intercept of its own.",
                  "Use --no-intercept to keep the column, or --drop \"(Intercept)\".",
                  in_column(column.name));
    }
    check_kind(column, options);
    if (column.feature.kind == ColumnKind::category) {
      resolve_levels(source, rows, options, column);
      choose_reference(options, column, notes);
    } else if (column.feature.is_number()) {
      column.scaling = standardise(column.feature, false);
    }
    note_missing(column, notes);
    columns.push_back(std::move(column));
  }
  return columns;
}

void set_scale(const Scaling& scaling, DesignTerm& term) {
  term.exponent = scaling.exponent + term.unit_exponent;
  term.centre = scaling.centre;
  term.largest = scaling.largest;
}

OwnIntercept find_own_intercept(const std::vector<Encoded>& columns, const DesignOptions& options) {
  OwnIntercept own;
  if (options.intercept) return own;
  for (std::size_t index = 0; index < columns.size(); ++index) {
    const std::optional<double> value = constant_value(columns[index]);
    if (!value || *value == 0.0) continue;
    own.kept = index;
    own.value = *value;
    if (!options.is_penalised()) own.constant = index;
    break;
  }
  return own;
}

std::vector<TermSource> make_terms(const std::vector<Encoded>& columns, const OwnIntercept& own,
                                   bool intercept) {
  std::vector<TermSource> terms;
  if (intercept) {
    TermSource source;
    source.ones = true;
    source.term.kind = TermKind::intercept;
    source.term.term = "(Intercept)";
    terms.push_back(source);
  }
  const bool has_constant = intercept || own.kept.has_value();
  for (std::size_t index = 0; index < columns.size(); ++index) {
    if (columns[index].feature.kind == ColumnKind::category) {
      add_levels(columns[index], index, has_constant, terms);
    } else {
      add_number(columns[index], index, own, terms);
    }
  }
  return terms;
}

namespace {

DenseColumn dense_of(const Parts& parts, const TermSource& term) {
  if (term.is_interaction()) return dense_column(parts, term);
  DenseColumn dense;
  dense.kind = term.term.kind;
  dense.ones = term.ones;
  if (term.term.kind == TermKind::intercept) return dense;
  const Encoded& column = parts.columns[term.encoded];
  dense.column = column.feature.column;
  dense.of_number = column.feature.is_number();
  dense.transform = column.scaling.transform;
  return dense;
}

// A factor without coefficients for the column or the pair of columns of a term.
Factor factor_of(const Parts& parts, const TermSource& term) {
  if (term.is_interaction()) return cell_factor(parts, parts.interactions[term.encoded]);
  Factor factor;
  factor.column = parts.columns[term.encoded].feature.column;
  const std::size_t level_count = parts.source.columns[factor.column].levels.size();
  factor.coefficient_of_code.assign(level_count + 1, no_coefficient);
  return factor;
}

bool is_coded(const TermSource& term) {
  return term.term.kind == TermKind::level || term.term.kind == TermKind::cell;
}

}  // namespace

Layout lay_out(const Parts& parts, std::vector<TermSource>& terms) {
  settle_slopes(parts.columns, parts.interactions, terms);
  Layout layout;
  const auto add_dense = [&](TermSource& term) {
    term.term.inner = layout.dense.size();
    layout.dense.push_back(dense_of(parts, term));
  };
  for (TermSource& term : terms) {  // the ones come first, wherever their term stands
    if (term.ones) add_dense(term);
  }
  for (TermSource& term : terms) {
    if (!term.ones && !is_coded(term)) add_dense(term);
  }
  layout.inner_count = layout.dense.size();
  const TermSource* current = nullptr;  // the first term of the factor that is being built
  for (TermSource& term : terms) {
    if (!is_coded(term)) continue;
    const bool follows = current != nullptr && current->encoded == term.encoded &&
                         current->term.kind == term.term.kind;
    if (!follows) layout.factors.push_back(factor_of(parts, term));
    current = &term;
    Factor& factor = layout.factors.back();
    const std::size_t missing_slot = factor.coefficient_of_code.size() - 1;
    const std::size_t slot = term.code == missing_code ? missing_slot : term.code;
    factor.coefficient_of_code[slot] = static_cast<std::uint32_t>(factor.coefficient_count++);
    term.term.inner = layout.inner_count++;
  }
  return layout;
}

}  // namespace odds::design
