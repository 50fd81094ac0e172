// SPDX-License-Identifier: Apache-2.0
//
//   fit_and_predict [data/titanic.csv]
//
// Fits a file, keeps the model, and predicts with it: the way from a table to probabilities. The
// model file holds the whole pipeline (columns, levels, coefficients), so a prediction needs
// nothing else; columns in another order, or more of them, change nothing.
//
// Prints:
//
//   P(survived = yes): 2201 rows, 6 terms, log-likelihood -1105.0306
//   the kept model has the same bits: yes
//   row,probability,sex
//   1,0.8853234419722208,female
//   2,0.10395941346489576,male
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <string>

#include <odds/model.hpp>

int main(int argc, char** argv) {
  const std::string data = argc > 1 ? argv[1] : "data/titanic.csv";
  const std::filesystem::path folder =
      std::filesystem::temp_directory_path() / "odds_fit_and_predict";
  std::filesystem::create_directories(folder);
  const std::string file = (folder / "titanic.odds.json").string();

  const odds::ReadOptions read;  // how the text is read: delimiter, decimal mark, header
  const odds::RunOptions run;
  odds::FitOptions options;
  options.target = "survived";
  options.reference["class"] = "3rd";  // what the other classes are compared with
  const odds::FittedModel model = odds::fit(data, read, options, run);
  std::printf("P(%s = %s): %llu rows, %zu terms, log-likelihood %.4f\n", model.target.c_str(),
              model.event.c_str(), static_cast<unsigned long long>(model.rows_used),
              model.terms.size(), model.log_likelihood);

  odds::save_model(model, file);  // old or new, never half
  const odds::FittedModel kept = odds::load_model(file);
  const bool is_same = odds::model_to_text(kept) == odds::model_to_text(model);
  std::printf("the kept model has the same bits: %s\n", is_same ? "yes" : "no");

  // A stream: a table of any length takes the same memory.
  const std::string people = (folder / "people.csv").string();
  const std::string scores = (folder / "scores.csv").string();
  std::ofstream(people) << "sex,age,class\nfemale,adult,1st\nmale,adult,3rd\n";
  odds::PredictOptions predict;
  predict.keep_columns = {"sex"};
  odds::predict(kept, people, scores, read, predict, run);
  std::cout << std::ifstream(scores).rdbuf();
  std::filesystem::remove_all(folder);
}
