// SPDX-License-Identifier: Apache-2.0
#include "design/design.hpp"

#include <algorithm>
#include <set>

#include "design/encoder.hpp"
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

void note_rows(const Source& source, const RowSet& rows, std::vector<Note>& notes) {
  if (rows.zero_weight != 0) {
    notes.push_back(
        {"design.rows_skipped",
         row_count_text(rows.zero_weight) + " skipped: a weight or the number of trials is zero."});
  }
  if (rows.dropped != 0) {
    notes.push_back({"design.rows_dropped", row_count_text(rows.dropped) +
                                                " left out for missing values: " +
                                                missing_list(rows.missing, source.columns) + "."});
  }
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
  } else if (dense.kind == TermKind::boolean) {
    encode_code(rows, true_code, out);
  } else if (dense.of_number) {
    encode_missing_number(rows, out);
  } else {
    encode_code(rows, missing_code, out);
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
    centred = has_intercept || own.constant.has_value();
    for (Encoded& column : columns) {
      if (column.feature.is_number()) column.scaling = standardise(column.feature, centred);
    }
    sources = make_terms(columns, own, has_intercept);
    check_terms(sources);
    drop_single_levels();
    renumber();
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
    layout = lay_out(source, columns, sources);
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
    for (std::size_t i = 0; i < sources.size(); ++i) {
      if (removed.count(i) == 0) kept.push_back(std::move(sources[i]));
    }
    sources = std::move(kept);
    renumber();
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

  Source source;
  Roles roles;
  Response response;
  bool has_intercept;
  bool centred = false;
  std::vector<Encoded> columns;
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
    encode_levels({&view, factor.column, begin, count}, factor.coefficient_of_code, out);
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
    if (term.term.kind != TermKind::intercept) kept.insert(term.encoded);
  }
  std::vector<ColumnEncoding> encodings;
  encodings.reserve(kept.size());
  for (const std::size_t index : kept) encodings.push_back(state_->encoding(index));
  return encodings;
}

const std::string& Design::event() const { return state_->response.event(); }
const std::string& Design::non_event() const { return state_->response.non_event(); }
const std::vector<Note>& Design::notes() const { return state_->notes; }
double Design::log_binomial_coefficient() const {
  return state_->response.log_binomial_coefficient();
}

}  // namespace odds::design
