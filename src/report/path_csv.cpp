// SPDX-License-Identifier: Apache-2.0
//
// Paths and cross-validation as CSV, one line for each number that may be plotted.
#include <string>

#include <odds/report.hpp>

#include "model/predict_output.hpp"

namespace odds {
namespace {

using model::append_csv_field;
using model::append_number;

// "point,lambda,l1,l2", points counted from 1.
std::string start_of_line(const Path& path, std::size_t index) {
  const PathPoint& point = path.points[index];
  std::string line = std::to_string(index + 1);
  for (const double value : {point.lambda, point.l1, point.l2}) {
    line += ',';
    append_number(value, line);
  }
  return line;
}

void append_estimate(const std::string& start, const std::string& term, double estimate,
                     std::string& text) {
  text += start + ",";
  append_csv_field(term, text);
  text += ',';
  append_number(estimate, text);
  text += '\n';
}

}  // namespace

void save_csv(const Path& path, const std::string& file) {
  std::string text = "point,lambda,l1,l2,term,estimate\n";
  for (std::size_t i = 0; i < path.points.size(); ++i) {
    const PathPoint& point = path.points[i];
    const std::string start = start_of_line(path, i);
    if (path.frame.has_intercept) append_estimate(start, "(Intercept)", point.intercept, text);
    for (std::size_t k = 0; k < point.terms.size(); ++k) {
      append_estimate(start, path.frame.terms[point.terms[k]].term, point.estimates[k], text);
    }
  }
  save_text(text, file);
}

void save_csv(const CrossValidation& result, const std::string& file) {
  std::string text = "point,lambda,l1,l2,mean,std_error";
  for (const std::string& fold : result.folds) {
    text += ',';
    append_csv_field("fold[" + fold + "]", text);
  }
  text += '\n';
  for (std::size_t i = 0; i < result.points.size(); ++i) {
    const CrossValidationPoint& point = result.points[i];
    text += start_of_line(result.path, i);
    std::vector<double> values = {point.mean, point.std_error};
    values.insert(values.end(), point.by_fold.begin(), point.by_fold.end());
    for (const double value : values) {
      text += ',';
      append_number(value, text);
    }
    text += '\n';
  }
  save_text(text, file);
}

}  // namespace odds
