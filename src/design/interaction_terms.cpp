// SPDX-License-Identifier: Apache-2.0
//
// The terms of interactions, and their inner columns.
#include <cmath>
#include <set>

#include "design/interactions.hpp"
#include "design/roles.hpp"

namespace odds::design {
namespace {

// A term of an interaction: "age:class[3rd]" at the level "3rd".
TermSource pair_term(const std::vector<Encoded>& columns, const Interaction& pair,
                     std::size_t index, const std::string& first_level,
                     const std::string& second_level) {
  const auto part = [&](std::size_t encoded, const std::string& level) {
    return level.empty() ? columns[encoded].name : columns[encoded].name + "[" + level + "]";
  };
  TermSource source;
  source.encoded = index;
  source.term.column = pair.name;
  source.term.term = part(pair.first, first_level) + ":" + part(pair.second, second_level);
  const char* colon = first_level.empty() || second_level.empty() ? "" : ":";
  source.term.level = first_level + colon + second_level;
  return source;
}

void add_slope_terms(const std::vector<Encoded>& columns, const Interaction& pair,
                     std::size_t index, std::vector<TermSource>& terms) {
  const Levels& levels = pair.first_levels;
  const bool number_first = pair.number == pair.first;
  for (std::size_t k = 0; k < levels.names.size(); ++k) {
    const Range& range = pair.ranges[k];
    if (levels.reference == k || range.low > range.high) continue;
    const std::string& level = levels.names[k];
    TermSource source =
        pair_term(columns, pair, index, number_first ? "" : level, number_first ? level : "");
    source.term.kind = TermKind::slope;
    source.term.constant = range.low == 0 && range.high == 0;
    source.code = static_cast<std::uint32_t>(k);
    terms.push_back(source);
  }
}

void note_empty_cells(const Interaction& pair, const std::vector<std::string>& empty,
                      std::vector<Note>& notes) {
  if (empty.empty()) return;
  constexpr std::size_t most_named = 5;
  const bool is_one = empty.size() == 1;
  notes.push_back({"interaction.empty_cells",
                   quote(pair.name) + " has " + std::to_string(empty.size()) +
                       (is_one ? " pair of levels without a row, which gets no term: "
                               : " pairs of levels without a row, which get no term: ") +
                       quoted_list(empty, most_named) + "."});
}

void add_cell_terms(const std::vector<Encoded>& columns, const Interaction& pair, std::size_t index,
                    std::vector<TermSource>& terms, std::vector<Note>& notes) {
  const std::vector<std::string>& first = pair.first_levels.names;
  const std::vector<std::string>& second = pair.second_levels.names;
  std::vector<std::string> empty;
  std::set<std::string> names;
  for (std::size_t cell = 0; cell < pair.seen.size(); ++cell) {
    const std::size_t a = cell / second.size();
    const std::size_t b = cell % second.size();
    if (pair.first_levels.reference == a || pair.second_levels.reference == b) continue;
    TermSource source = pair_term(columns, pair, index, first[a], second[b]);
    if (pair.seen[cell] == 0) {
      empty.push_back(source.term.term);
      continue;
    }
    if (!names.insert(source.term.level).second) {
      throw Error(Fault::refused, "interaction.level_names",
                  "two pairs of levels of the interaction " + quote(pair.name) +
                      " are both called " + quote(source.term.level) +
                      ", because level names hold a colon.",
                  "Rename one of the levels.", in_column(columns[pair.first].name));
    }
    source.term.kind = TermKind::cell;
    source.code = static_cast<std::uint32_t>(cell);
    terms.push_back(source);
  }
  note_empty_cells(pair, empty, notes);
}

}  // namespace

void add_interaction_terms(const std::vector<Encoded>& columns,
                           const std::vector<Interaction>& interactions, bool has_constant,
                           std::vector<TermSource>& terms, std::vector<Note>& notes) {
  for (std::size_t index = 0; index < interactions.size(); ++index) {
    const Interaction& pair = interactions[index];
    if (pair.kind == PairKind::slopes) {
      add_slope_terms(columns, pair, index, terms);
    } else if (pair.kind == PairKind::cells) {
      add_cell_terms(columns, pair, index, terms, notes);
    } else {
      TermSource source = pair_term(columns, pair, index, "", "");
      source.term.kind = TermKind::product;
      source.term.unit_exponent = pair.first_exponent + pair.second_exponent;
      set_scale(pair.scaling, source.term);
      const bool is_constant = pair.product.low == pair.product.high;
      source.term.constant = is_constant && (has_constant || pair.product.low == 0);
      terms.push_back(source);
    }
  }
}

namespace {

// The level's own term, which takes a shift of the slope up.
std::optional<std::size_t> find_level(const std::vector<TermSource>& terms, std::size_t encoded,
                                      const std::string& level) {
  for (std::size_t t = 0; t < terms.size(); ++t) {
    const TermKind kind = terms[t].term.kind;
    if (kind != TermKind::level && kind != TermKind::boolean) continue;
    if (terms[t].encoded == encoded && terms[t].term.level == level) return t;
  }
  return std::nullopt;
}

// The number's values on the rows of a level.
Feature on_level(const std::vector<Encoded>& columns, const Interaction& pair, std::size_t level) {
  Feature feature = columns[pair.number].feature;
  feature.low = pair.ranges[level].low;
  feature.high = pair.ranges[level].high;
  return feature;
}

}  // namespace

void settle_slopes(const std::vector<Encoded>& columns,
                   const std::vector<Interaction>& interactions, std::vector<TermSource>& terms) {
  for (TermSource& source : terms) {
    if (source.term.kind != TermKind::slope) continue;
    const Interaction& pair = interactions[source.encoded];
    const auto own = find_level(terms, pair.levelled(), source.term.level);
    const Scaling scaling =
        standardise_about(on_level(columns, pair, source.code), own ? pair.centre : 0.0);
    set_scale(scaling, source.term);
    source.term.carrier = own && !terms[*own].ones ? own : std::nullopt;
  }
}

DenseColumn dense_column(const Parts& parts, const TermSource& term) {
  const Interaction& pair = parts.interactions[term.encoded];
  DenseColumn dense;
  dense.kind = term.term.kind;
  if (pair.kind == PairKind::product) {
    dense.column = parts.columns[pair.first].feature.column;
    dense.second = parts.columns[pair.second].feature.column;
    dense.product = product_transform(parts.columns, pair);
    return dense;
  }
  const Feature& number = parts.columns[pair.number].feature;
  dense.column = number.column;
  dense.second = parts.columns[pair.levelled()].feature.column;
  dense.transform = standardise_about(on_level(parts.columns, pair, term.code),
                                      std::ldexp(term.term.centre, number.pre_exponent))
                        .transform;
  dense.level_of_code = &pair.first_levels.of_code;
  dense.level = term.code;
  return dense;
}

Factor cell_factor(const Parts& parts, const Interaction& interaction) {
  Factor factor;
  factor.column = parts.columns[interaction.first].feature.column;
  factor.second = parts.columns[interaction.second].feature.column;
  factor.cells = CellCodes{&interaction.first_levels.of_code, &interaction.second_levels.of_code,
                           interaction.second_levels.names.size()};
  factor.coefficient_of_code.assign(interaction.seen.size(), no_coefficient);
  return factor;
}

}  // namespace odds::design
