// SPDX-License-Identifier: Apache-2.0
#include "design/design.hpp"

#include <algorithm>
#include <set>

#include "design/encoder.hpp"
#include "design/interactions.hpp"
#include "design/layout.hpp"
#include "design/response.hpp"
#include "design/row_errors.hpp"
#include "table/storage.hpp"

namespace odds::design {
namespace {

std::vector<std::string> column_names(const Source& source) {
  std::vector<std::string> names;
  for (const ColumnInfo& column : source.columns) names.push_back(column.name);
  return names;
}

void check_terms(const std::vector<TermSource>& terms) {
  if (!terms.empty()) return;
  throw Error(Fault::usage, "design.no_terms", "the model has no coefficient.",
              "Keep a feature, or leave out --no-intercept.");
}

using table::element_bytes;

void fill_dense(const DenseColumn& dense, const RowSpan& rows, double* out) {
  if (dense.ones) {
    std::fill_n(out, rows.count, 1.0);
  } else if (dense.kind == TermKind::number) {
    encode_number(rows, dense.transform, out);
  } else if (dense.kind == TermKind::product) {
    encode_product(rows, {rows.view, dense.second, rows.begin, rows.count}, dense.product, out);
  } else if (dense.kind == TermKind::slope) {
    encode_number(rows, dense.transform, out);
    keep_level({rows.view, dense.second, rows.begin, rows.count}, *dense.level_of_code, dense.level,
               out);
  } else if (dense.kind == TermKind::boolean) {
    encode_code(rows, true_code, out);
  } else if (dense.of_number) {
    encode_missing_number(rows, out);
  } else {
    encode_code(rows, missing_code, out);
  }
}

void fill_codes(const Factor& factor, const RowSpan& rows, std::uint32_t* out) {
  if (!factor.cells) return encode_levels(rows, factor.coefficient_of_code, out);
  encode_cells(rows, {rows.view, factor.second, rows.begin, rows.count}, *factor.cells, out);
  for (std::size_t i = 0; i < rows.count; ++i) {
    out[i] = out[i] == no_coefficient ? no_coefficient : factor.coefficient_of_code[out[i]];
  }
}

}  // namespace

struct Design::State {
  State(const Table& table, const DesignOptions& options, const RunOptions& run)
      : source(table),
        roles(resolve_roles(column_names(source), options)),
        response(source, roles, options, run),
        has_intercept(options.intercept) {
    note_rows(source, response.rows(), notes);
    columns = encode_features(source, measure_features(source, roles, response, run), options,
                              response.rows(), notes);
    own = find_own_intercept(columns, options);
    if (own.constant) own_name = columns[*own.constant].name;
    scale_numbers();
    interactions = measure_interactions(source, columns, interaction_pairs(), response,
                                        !options.is_penalised(), run);
    scale_products();
    sources = make_terms(columns, own, has_intercept);
    add_interaction_terms(columns, interactions, has_intercept || own.kept, sources, notes);
    if (table.sparse().columns == 0 && roles.hashed.empty()) check_terms(sources);
    drop_single_levels();
    renumber();
  }

  // Centred where a column of ones takes the shift up.
  bool centred() const { return has_intercept || own.constant.has_value(); }
  void scale_numbers() {
    for (Encoded& column : columns) {
      if (column.feature.is_number()) column.scaling = standardise(column.feature, centred());
    }
  }
  void scale_products() {
    for (Interaction& pair : interactions) {
      if (pair.kind == PairKind::product) pair.scaling = standardise(pair.product, centred());
    }
  }

  // As positions in `columns`, which are in the order of the features.
  std::vector<std::pair<std::size_t, std::size_t>> interaction_pairs() const {
    const auto position = [&](std::size_t column) {
      const auto found = std::find(roles.features.begin(), roles.features.end(), column);
      return static_cast<std::size_t>(found - roles.features.begin());
    };
    std::vector<std::pair<std::size_t, std::size_t>> pairs;
    for (const auto& [a, b] : roles.interactions) pairs.emplace_back(position(a), position(b));
    return pairs;
  }

  // A category with one level has no term of its own: it is constant, and named as such.
  void drop_single_levels() {
    for (const Encoded& column : columns) {
      if (column.feature.kind != ColumnKind::category || column.levels.size() != 1) continue;
      if (!column.reference) continue;
      dropped.push_back({column.name, column.name, "", "constant", ""});
      notes.push_back({"column.constant", "Column " + quote(column.name) + " has one level, " +
                                              quote(column.levels.front()) +
                                              ", on every row used, and was left out."});
    }
  }

  void renumber() {
    layout = lay_out({source, columns, interactions}, sources);
    terms.clear();
    for (const TermSource& term : sources) terms.push_back(term.term);
  }

  void remove(const std::vector<Removal>& removals) {
    std::set<std::size_t> removed;
    for (const Removal& removal : removals) {
      if (!removed.insert(removal.term).second) continue;
      const DesignTerm& term = terms[removal.term];
      dropped.push_back({term.term, term.column, term.level, removal.reason, removal.equation});
    }
    std::vector<TermSource> kept;
    bool loses_ones = false;
    for (std::size_t i = 0; i < sources.size(); ++i) {
      if (removed.count(i) == 0) {
        kept.push_back(std::move(sources[i]));
      } else {
        loses_ones = loses_ones || sources[i].ones;
      }
    }
    sources = std::move(kept);
    if (loses_ones) give_up_ones();
    renumber();
  }

  // The user's constant column was a combination of others: no column takes shifts up any more.
  void give_up_ones() {
    own.constant.reset();
    own_name.clear();
    scale_numbers();
    scale_products();
    for (TermSource& term : sources) {
      if (term.term.kind == TermKind::number) {
        set_scale(columns[term.encoded].scaling, term.term);
      } else if (term.term.kind == TermKind::product) {
        set_scale(interactions[term.encoded].scaling, term.term);
      }
    }
  }

  ColumnEncoding encoding(std::size_t index) const {
    const Encoded& column = columns[index];
    ColumnEncoding encoding;
    encoding.name = column.name;
    encoding.kind = column.feature.kind;
    encoding.levels = column.levels;
    if (column.reference) encoding.reference = column.levels[*column.reference];
    encoding.has_missing = column.feature.missing_count != 0;
    if (column.feature.is_number()) {
      encoding.fill = column.scaling.mean;
      encoding.centre = column.scaling.centre;
    }
    if (own.constant == index) encoding.centre = own.value;
    return encoding;
  }

  InteractionEncoding interaction_encoding(const Interaction& pair) const {
    InteractionEncoding encoding;
    encoding.first = columns[pair.first].name;
    encoding.second = columns[pair.second].name;
    encoding.first_exponent = pair.first_exponent;
    encoding.second_exponent = pair.second_exponent;
    encoding.centre = pair.kind == PairKind::slopes
                          ? std::ldexp(pair.centre, -columns[pair.number].feature.pre_exponent)
                          : pair.scaling.centre;
    return encoding;
  }

  Source source;
  Roles roles;
  Response response;
  bool has_intercept;
  std::vector<Encoded> columns;
  std::vector<Interaction> interactions;
  OwnIntercept own;
  std::string own_name;
  std::vector<TermSource> sources;
  std::vector<DesignTerm> terms;
  Layout layout;
  std::vector<DroppedTerm> dropped;
  std::vector<Note> notes;
};

Design::Design(const Table& table, const DesignOptions& options, const RunOptions& run)
    : state_(std::make_unique<State>(table, options, run)) {}
Design::Design(Design&&) noexcept = default;
Design& Design::operator=(Design&&) noexcept = default;
Design::~Design() = default;

const std::vector<DesignTerm>& Design::terms() const { return state_->terms; }
bool Design::has_intercept() const { return state_->has_intercept; }
const std::string& Design::own_intercept() const { return state_->own_name; }
double Design::own_intercept_value() const { return state_->own.constant ? state_->own.value : 0; }

std::size_t Design::dense_count() const { return state_->layout.dense.size(); }
std::size_t Design::factor_count() const { return state_->layout.factors.size(); }
std::size_t Design::factor_levels(std::size_t factor) const {
  return state_->layout.factors[factor].coefficient_count;
}
std::size_t Design::inner_count() const { return state_->layout.inner_count; }

std::uint64_t Design::block_count() const { return state_->source.block_count(); }
std::size_t Design::block_row_count(std::uint64_t block) const {
  return state_->source.blocks[block].rows;
}

void Design::load(std::uint64_t block, std::size_t begin, std::size_t count, Tile& tile) const {
  const BlockView& view = state_->source.blocks[block];
  const Layout& layout = state_->layout;
  const std::size_t padded = (count + 7) / 8 * 8;
  const std::size_t padding = padded - count;
  tile.rows = count;
  tile.padded_rows = padded;
  state_->response.load(block, begin, count, tile);
  const bool complete = state_->response.rows().complete[block] != 0;
  const double* weight = tile.weight.data();
  for (std::size_t j = 0; j < layout.dense.size(); ++j) {
    double* out = tile.column(j);
    fill_dense(layout.dense[j], {&view, layout.dense[j].column, begin, count}, out);
    if (!complete) {
      for (std::size_t i = 0; i < count; ++i) out[i] = weight[i] != 0 ? out[i] : 0.0;
    }
    std::fill_n(out + count, padding, 0.0);
  }
  for (std::size_t f = 0; f < layout.factors.size(); ++f) {
    std::uint32_t* out = tile.factor(f);
    const Factor& factor = layout.factors[f];
    fill_codes(factor, {&view, factor.column, begin, count}, out);
    if (!complete) {
      for (std::size_t i = 0; i < count; ++i) out[i] = weight[i] != 0 ? out[i] : no_coefficient;
    }
    std::fill_n(out + count, padding, no_coefficient);
  }
  for (auto* values : {&tile.weight, &tile.trials, &tile.successes, &tile.offset}) {
    std::fill_n(values->data() + count, padding, 0.0);
  }
}

void Design::list_memory(std::uint64_t block, std::size_t begin, std::size_t count,
                         kernels::LookAhead& ahead) const {
  const BlockView& view = state_->source.blocks[block];
  const auto list = [&](std::size_t index) {
    const ColumnView& column = view.columns[index];
    const auto bytes = static_cast<std::ptrdiff_t>(element_bytes(column.type));
    if (column.stride != bytes) return;
    ahead.add(static_cast<const char*>(column.data) + static_cast<std::ptrdiff_t>(begin) * bytes,
              count * static_cast<std::size_t>(bytes));
  };
  for (const DenseColumn& dense : state_->layout.dense) {
    if (!dense.ones) list(dense.column);
  }
  for (const Factor& factor : state_->layout.factors) list(factor.column);
}

bool Design::has_trials() const { return state_->roles.trials.has_value(); }
bool Design::has_weights() const { return state_->response.has_weights(); }
bool Design::has_offset() const { return state_->roles.offset.has_value(); }
const ResponseTotals& Design::totals() const { return state_->response.totals(); }

void Design::load_frequency(std::uint64_t block, std::size_t begin, std::size_t count,
                            double* frequency) const {
  state_->response.load_frequency(block, begin, count, frequency);
}

Clusters Design::clusters() const {
  return find_clusters(state_->source, *state_->roles.cluster, state_->response.rows());
}

void Design::remove(const std::vector<Removal>& removals) { state_->remove(removals); }
const std::vector<DroppedTerm>& Design::dropped() const { return state_->dropped; }

std::vector<ColumnEncoding> Design::encodings() const {
  std::set<std::size_t> kept;
  for (const TermSource& term : state_->sources) {
    if (term.is_interaction()) {
      kept.insert(state_->interactions[term.encoded].first);
      kept.insert(state_->interactions[term.encoded].second);
    } else if (term.term.kind != TermKind::intercept) {
      kept.insert(term.encoded);
    }
  }
  std::vector<ColumnEncoding> encodings;
  encodings.reserve(kept.size());
  for (const std::size_t index : kept) encodings.push_back(state_->encoding(index));
  return encodings;
}

std::vector<InteractionEncoding> Design::interactions() const {
  std::set<std::size_t> kept;
  for (const TermSource& term : state_->sources) {
    if (term.is_interaction()) kept.insert(term.encoded);
  }
  std::vector<InteractionEncoding> encodings;
  encodings.reserve(kept.size());
  for (const std::size_t index : kept) {
    encodings.push_back(state_->interaction_encoding(state_->interactions[index]));
  }
  return encodings;
}

const std::string& Design::event() const { return state_->response.event(); }
const std::string& Design::non_event() const { return state_->response.non_event(); }
const std::vector<std::string>& Design::classes() const {
  return state_->response.classes().labels;
}
bool Design::has_reference_class() const { return state_->response.classes().has_reference; }
std::optional<std::size_t> Design::constant_column() const {
  if (has_ones()) return 0;
  for (const TermSource& source : state_->sources) {
    const bool is_plain =
        source.term.kind == TermKind::number || source.term.kind == TermKind::boolean;
    if (is_plain && state_->own.kept == source.encoded) return source.term.inner;
  }
  return std::nullopt;
}
const std::vector<Note>& Design::notes() const { return state_->notes; }
double Design::log_binomial_coefficient() const {
  return state_->response.log_binomial_coefficient();
}

}  // namespace odds::design
