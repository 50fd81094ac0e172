// SPDX-License-Identifier: Apache-2.0
#include "evaluation/data_file.hpp"

#include "evaluation/question.hpp"
#include "model/predict_rows.hpp"
#include "read/reader.hpp"

namespace odds::evaluation {

ReadResult read_data(const FittedModel& model, const std::string& data, const ReadOptions& read,
                     EvaluateOptions& options, const RunOptions& run) {
  ReadOptions wanted = model::reading_for(model, read);
  for (const std::string& name : text_columns(model, options)) wanted.categorical.push_back(name);
  const auto choose = [&](const std::vector<std::string>& names, DataFormat format) {
    return format == DataFormat::libsvm ? names : needed_columns(model, names, options);
  };
  ReadResult input = read::read_chosen(data, wanted, choose, run, read::Tuning());
  options.is_fit_data = input.fingerprint.hash == model.fingerprint.hash &&
                        input.fingerprint.rows == model.fingerprint.rows &&
                        input.fingerprint.bytes == model.fingerprint.bytes;
  return input;
}

void set_source(const std::string& data, const ReadResult& input, ModelEvaluation& evaluation) {
  evaluation.source = data;
  evaluation.notes.insert(evaluation.notes.begin(), input.notes.begin(), input.notes.end());
}

}  // namespace odds::evaluation
