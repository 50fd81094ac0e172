// SPDX-License-Identifier: Apache-2.0
//
// Several threads of the caller read one table and one model at the same time.
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include <odds/model.hpp>

namespace odds {
namespace {

TEST(Concurrent, CallersShareATableAndAModel) {
  std::vector<double> x, y;
  for (int i = 0; i < 10'000; ++i) {
    x.push_back(i * 7919 % 1009);
    y.push_back((i * 7919 % 1009 + i * 31 % 811) % 2);
  }
  Table table;
  table.add_numbers("x", x);
  table.add_numbers("y", y);
  FitOptions options;
  options.target = "y";
  RunOptions run;
  run.threads = 2;
  const FittedModel model = fit(table, options, run);
  const std::string text = model_to_text(model);
  const std::vector<double> probabilities = predict(model, table, {}, run);

  constexpr std::size_t callers = 4;
  std::vector<std::string> texts(callers);
  std::vector<std::vector<double>> predicted(callers);
  {
    std::vector<std::jthread> threads;
    for (std::size_t i = 0; i < callers; ++i) {
      threads.emplace_back([&, i] {
        texts[i] = model_to_text(fit(table, options, run));
        predicted[i] = predict(model, table, {}, run);
      });
    }
  }
  for (std::size_t i = 0; i < callers; ++i) {
    EXPECT_EQ(texts[i], text);
    EXPECT_EQ(predicted[i], probabilities);
  }
}

}  // namespace
}  // namespace odds
