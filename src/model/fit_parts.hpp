// SPDX-License-Identifier: Apache-2.0
//
// What a fitted model holds however it was fitted, and the fit of networks.
#pragma once

#include <string>
#include <vector>

#include <odds/model.hpp>

#include "design/design.hpp"
#include "design/roles.hpp"
#include "inference/null_model.hpp"

namespace odds::model {

// The question, from what was asked and what the design made of it.
void begin_model(const design::Design& design, const Table& table, const FitOptions& options,
                 FittedModel& model);

std::vector<std::string> column_names(const Table& table);

// Reads the columns that `wanted` needs, and those of `also`; `wanted` then applies to what was
// read.
ReadResult read_wanted(const std::string& data, const ReadOptions& read,
                       const std::vector<std::string>& also, const RunOptions& run,
                       FitOptions& wanted);

// Where the data came from, and what was noted on the way.
void set_source(const std::string& data, const ReadResult& input, FittedModel& model);

// What is asked of the data and how it is answered.
void fill_question(const design::Design& design, const design::Roles& roles,
                   const std::vector<std::string>& names, const FitOptions& options,
                   FittedModel& model);

// A term without what an estimate adds to it.
Term make_term(const design::DesignTerm& source, double estimate);

// Columns, interactions and what was dropped.
void fill_pipeline(const design::Design& design, FittedModel& model);
void fill_rows(const design::Design& design, FittedModel& model);
void fill_deviances(const design::Design& design, double log_likelihood,
                    const inference::NullModel& null, double saturated_log_likelihood,
                    FittedModel& model);

void fill_degrees(const design::Design& design, std::int64_t rank, std::int64_t null_rank,
                  FittedModel& model);

// What weights, Firth's method and penalties ask to be said.
void add_own_notes(const FitOptions& options, FittedModel& model);

// Throws Error{refused}, fit.several_classes, where the design has more than two: `what` is for
// two.
void require_two_classes(const design::Design& design, const std::string& what,
                         const std::string& hint);

// A target of several classes. Throws Error{refused} for what is for two alone:
// fit.several_classes, network.several_classes; and what estimate_classes() throws.
void fit_classes(design::Design& design, const FitOptions& options, const RunOptions& run,
                 FittedModel& model);

// Hidden units, or one unit by a stochastic solver: a point without a proof that it is the optimum.
void fit_by_training(design::Design& design, const FitOptions& options, const RunOptions& run,
                     FittedModel& model);

}  // namespace odds::model
