// SPDX-License-Identifier: Apache-2.0
//
// A fitted model's question as the options that ask it again.
#include <algorithm>

#include <odds/model.hpp>

namespace odds {
namespace {

bool is_known(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

// A column that the fit dropped was asked for as well. Interactions have no encoding once they are
// dropped, and a name of their own.
void add_dropped(const FittedModel& model, DesignOptions& question) {
  for (const DroppedTerm& term : model.dropped) {
    const bool is_column = term.term == term.column && term.column.find(':') == std::string::npos;
    if (is_column && !is_known(question.features, term.column)) {
      question.features.push_back(term.column);
    }
  }
}

}  // namespace

DesignOptions question_of(const FittedModel& model) {
  DesignOptions question;
  question.target = model.trials.empty() ? model.target : model.target + "/" + model.trials;
  if (!model.event.empty()) question.event = model.event;
  for (const ColumnEncoding& column : model.columns) {
    question.features.push_back(column.name);
    if (column.kind != ColumnKind::category) continue;
    question.categorical.push_back(column.name);
    question.reference[column.name] = column.reference.empty() ? "none" : column.reference;
  }
  add_dropped(model, question);
  for (const InteractionEncoding& pair : model.interactions) {
    question.interactions.push_back(pair.first + ":" + pair.second);
  }
  bool is_sparse_data = false;
  for (const SparseSource& source : model.sparse.sources) {
    is_sparse_data = is_sparse_data || source.bits == 0;
    if (source.bits == 0) continue;
    question.hash[source.column] = static_cast<unsigned>(source.bits);
    question.features.push_back(source.column);
  }
  // Columns by number are features all together.
  if (is_sparse_data) question.features.clear();
  if (!model.reference_class.empty()) question.reference[model.target] = model.reference_class;
  question.weights = model.weights;
  question.freq_weights = model.freq_weights;
  question.offset = model.offset;
  question.intercept = model.has_intercept;
  question.missing = model.missing;
  question.l1 = model.l1;
  question.l2 = model.l2;
  question.penalty_factors = model.penalty_factors;
  question.standardize = model.standardize;
  question.bounds = model.bounds;
  return question;
}

}  // namespace odds
