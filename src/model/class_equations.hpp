// SPDX-License-Identifier: Apache-2.0
//
// A model of several classes, equation by equation. Each equation is scored as the one of a yes/no
// model is, so everything about columns, levels and missing values is in one place.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include <odds/model.hpp>

namespace odds::model {

// Equations of a model: 1 for two classes.
std::size_t equation_count(const FittedModel& model);
// Terms of each equation.
std::size_t equation_terms(const FittedModel& model);
// The class of an equation; "" for two classes.
const std::string& outcome(const FittedModel& model, std::size_t equation);

// A model with the terms of one equation alone, whose predictor is that equation's.
FittedModel equation_model(const FittedModel& model, std::size_t equation);

// Throws Error{usage}, "predict.several_classes", where a model has no single probability.
void require_two_classes(const FittedModel& model, const std::string& what);

}  // namespace odds::model
