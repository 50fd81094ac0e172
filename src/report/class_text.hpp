// SPDX-License-Identifier: Apache-2.0
//
// What is said of several classes: the tables of coefficients and the evaluation.
#pragma once

#include <string>

#include <odds/evaluation.hpp>
#include <odds/model.hpp>
#include <odds/report.hpp>

#include "report/page.hpp"

namespace odds::report {

// "prog: academic (reference), general, vocation"
std::string classes_sentence(const FittedModel& model);

// One table of coefficients for each equation, under the name of its class.
std::string class_coefficient_tables(const FittedModel& model, const TextOptions& options);

// Losses, a line for each class, and the confusion matrix.
void put_class_evaluation(const ModelEvaluation& evaluation, Page& page);

}  // namespace odds::report
