// SPDX-License-Identifier: Apache-2.0
//
// Networks under torture: data, options and model files that a network can't do anything good
// with. Each ends with one line that names the cause, and with nothing written.

#include <filesystem>
#include <string>

#include <gtest/gtest.h>

#include "malformed/torture.hpp"
#include "model/model_file_scan.hpp"

namespace {

using torture::Words;

// ---- fits -------------------------------------------------------------------------------------

struct Case {
  const char* name;
  std::string text;
  std::string say;
  Words options;
};

class NetworkFit : public testing::TestWithParam<Case> {};

TEST_P(NetworkFit, IsRefused) {
  const reference::TemporaryDirectory directory;
  const std::string path = directory.write("t.csv", GetParam().text);
  Words words = {"--target", "y"};
  words.insert(words.end(), GetParam().options.begin(), GetParam().options.end());
  torture::expect_fit_refused(directory, path, words, GetParam().say);
}

// Values so small that the coefficients are beyond the doubles.
const std::string denormal =
    "y,x\n0,5e-324\n1,1e-323\n0,1.5e-323\n1,5e-324\n1,1.5e-323\n0,5e-324\n1,2e-323\n";
const std::string offsets =
    "y,x,o\n0,1,1e308\n1,2,1e308\n0,3,-1e308\n1,1,1e308\n1,3,-1e308\n0,1,1e308\n";
const std::string one_row = "y,x\n1,2\n";
const std::string coefficient = "coefficient of \"x\" is not a number.*Multiply the column";

INSTANTIATE_TEST_SUITE_P(
    Torture, NetworkFit,
    testing::Values(
        Case{"one_row", one_row, "one class", {"--hidden", "2"}},
        Case{"one_row_by_batches", one_row, "one class", {"--solver", "sgd"}},
        Case{"larger_than_a_model_file",
             torture::plain,
             "25025001 parameters.*10000000.*fewer units",
             {"--hidden", "5000,5000"}},
        Case{"denormal", denormal, coefficient, {"--hidden", "2"}},
        Case{"denormal_by_batches", denormal, coefficient, {"--hidden", "2", "--solver", "adam"}},
        Case{"denormal_one_unit", denormal, coefficient, {}},
        Case{"offset",
             offsets,
             "not a finite number at the start",
             {"--hidden", "2", "--offset", "o"}},
        Case{"penalty", torture::plain, "at the start.*--l2", {"--hidden", "2", "--l2", "1e308"}},
        Case{"no_row_to_validate",
             torture::plain,
             "of 8 rows 0 would be kept apart",
             {"--hidden", "2", "--validation", "0.01"}},
        Case{"no_row_to_train",
             torture::plain,
             "of 8 rows 8 would be kept apart",
             {"--hidden", "2", "--validation", "0.999999"}}),
    [](const auto& tested) { return tested.param.name; });

// The end of a training means the same whatever the weights add up to.
TEST(NetworkCertificate, WeightsAtTheEndsOfTheDoubles) {
  const reference::TemporaryDirectory directory;
  const auto gradient_norm_with = [&](const std::string& weight) {
    std::string text = "y,x1,x2,w\n";
    for (const char* row : {"0,1.5,2", "1,2.5,1", "0,0.5,3", "1,3.0,0.5", "1,1.0,1.5", "0,2.0,2.5",
                            "1,0.4,2.2", "0,2.6,0.9"}) {
      text += row + ("," + weight + "\n");
    }
    const auto outcome =
        torture::odds({"fit", directory.write("w.csv", text), "--target", "y", "--weights", "w",
                       "--hidden", "1", "--l2", "0.1", "--json"});
    const auto object = nlohmann::json::parse(outcome.output);
    EXPECT_EQ(object["certificate"]["kind"], "stationary") << weight;
    return object["certificate"].value("gradient_norm", -1.0);
  };
  const double expected = gradient_norm_with("1");
  EXPECT_NEAR(gradient_norm_with("1e298"), expected, 1e-7);
  EXPECT_NEAR(gradient_norm_with("1e-298"), expected, 1e-7);
}

// A difference of losses that overflow is no number, and nothing has been checked by it.
TEST(NetworkGradientCheck, WhatOverflowsDoesNotPass) {
  const reference::TemporaryDirectory directory;
  const auto outcome =
      torture::odds({"fit", directory.write("t.csv", torture::plain), "--target", "y", "--hidden",
                     "3", "--l2", "3e306", "--check-gradient", "--json"});
  const auto check = nlohmann::json::parse(outcome.output)["gradient_check"];
  ASSERT_TRUE(check.is_object()) << outcome.output;
  EXPECT_EQ(check["passed"], false);
  EXPECT_TRUE(check["max_relative_difference"].is_null()) << check;
}

// ---- model files ------------------------------------------------------------------------------

class ForgedNetwork : public testing::Test {
 protected:
  void SetUp() override {
    data_ = directory_.write("data.csv", torture::plain);
    const std::string path = directory_.path("model.json");
    ASSERT_EQ(torture::odds({"fit", data_, "--target", "y", "--hidden", "3,2", "--starts", "2",
                             "--max-iterations", "3", "-o", path})
                  .exit_code,
              0);
    model_ = nlohmann::ordered_json::parse(reference::read_text(path));
  }

  // The model as it is now, with a right checksum.
  std::string write() {
    model_.erase("checksum");
    std::string text = model_.dump();
    text.back() = ',';
    const auto scan = odds::model_file::scan_text(text + "\"checksum\": \"\"}", "model");
    text += "\"checksum\": \"" + odds::model_file::checksum_value(scan.hash) + "\"}";
    return directory_.write("forged.json", text);
  }

  void expect_refused(const std::string& say) {
    const std::string path = write();
    torture::expect_refusal(torture::odds({"show", path}), say);
    torture::expect_refusal(torture::odds({"predict", path, data_}), say);
    torture::expect_refusal(torture::odds({"evaluate", path, data_}), say);
    torture::expect_refusal(torture::odds({"explain", path, data_, "--row", "1"}), say);
  }

  nlohmann::ordered_json& layer(std::size_t l) { return model_["network"]["layers"][l]; }
  nlohmann::ordered_json& training() { return model_["training"]; }

  reference::TemporaryDirectory directory_;
  std::string data_;
  nlohmann::ordered_json model_;
};

TEST_F(ForgedNetwork, UnchangedItIsReadWithItsNewChecksum) {
  EXPECT_EQ(torture::odds({"predict", write(), data_}).exit_code, 0);
}

TEST_F(ForgedNetwork, LayersMustFit) {
  const auto whole = model_;
  const auto expect = [&](auto change, const std::string& say) {
    model_ = whole;
    change();
    expect_refused(say);
  };
  expect([&] { model_["network"]["layers"].erase(1); }, "layers\\[1\\] must be units with 3");
  expect([&] { model_["network"]["layers"].erase(2); }, "last one of one unit");
  expect([&] { layer(1)["weights"].erase(0); }, "layers\\[1\\] must be units with 3");
  expect(
      [&] {
        layer(1) = {{"biases", nlohmann::json::array()}, {"weights", {1, 2}}};
      },
      "layers\\[1\\] must be units");
  expect([&] { layer(0)["biases"][0] = nullptr; }, "layers\\[0\\].biases must be a finite");
  expect([&] { model_["network"]["activation"] = "gelu"; }, "one of logistic, tanh, relu");
  expect([&] { model_["network"]["scales"][0] = 0; }, "scales must be finite and above 0");
  expect([&] { model_["network"]["scales"][0] = -1; }, "scales must be finite and above 0");
  expect([&] { model_["terms"].erase(0); }, "scales must be one number for each term");
  // A limit would count as the weight of an input.
  expect([&] { model_["terms"][0]["limit"] = "+inf"; }, "terms must be without limits");
}

// Depth costs time and stack of whoever reads on; no fit makes more than 64 layers.
TEST_F(ForgedNetwork, NoMoreLayersThanAFitMakes) {
  auto& layers = model_["network"]["layers"];
  const nlohmann::json square = {{"biases", {0, 0}}, {"weights", {1, 2, 3, 4}}};
  for (int l = 0; l < 62; ++l) layers.insert(layers.begin() + 2, square);
  ASSERT_EQ(layers.size(), 65U);
  EXPECT_EQ(torture::odds({"predict", write(), data_}).exit_code, 0);
  layers.insert(layers.begin() + 2, square);
  expect_refused("at most 64 hidden layers");
}

// Words of the file reach the terminal: only those that odds itself writes.
TEST_F(ForgedNetwork, RecordOfTheTraining) {
  const auto whole = model_;
  const auto expect = [&](auto change, const std::string& say) {
    model_ = whole;
    change();
    expect_refused(say);
  };
  const std::string escape = "\x1b[2J";
  expect([&] { training()["starts"][0]["stop_reason"] = escape; }, "stop_reason must be one of");
  expect([&] { training()["starts"][0]["kind"] = escape; }, "kind must be one of");
  expect([&] { training()["schedule"] = escape; }, "schedule must be one of");
  expect([&] { training()["starts"][1]["epochs"] = -1; }, "epochs of 0 or more");
  expect([&] { training()["history"][0]["epoch"] = -1; }, "epochs of 0 or more");
  expect([&] { training()["idle"][0]["dead"] = -1; }, "0 or more");
  expect([&] { training()["batch"] = -1; }, "batch must be 0 or more");
  expect([&] { training()["chosen"] = 2; }, "chosen start among its starts");
}

// A sum of a hidden unit that overflows says nothing of its sign: no probability comes of it.
TEST_F(ForgedNetwork, OverflowInAHiddenUnitIsNoProbability) {
  for (const char* activation : {"logistic", "tanh", "relu"}) {
    SCOPED_TRACE(activation);
    model_["network"]["activation"] = activation;
    layer(0)["weights"] = {1e308, -1e308, 0, 0, 0, 0};
    const std::string model = write();
    const std::string far = directory_.write("far.csv", "x1,x2\n1000,1000\n");
    const std::string say = "predictor of row 1 is not finite";
    const std::string scores = directory_.path("scores.csv");
    torture::expect_refusal(torture::odds({"predict", model, far, "-o", scores}), say);
    EXPECT_FALSE(std::filesystem::exists(scores));
    torture::expect_refusal(torture::odds({"explain", model, far, "--row", "1"}), say);
  }
}

}  // namespace
