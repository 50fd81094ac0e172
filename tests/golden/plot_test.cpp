// SPDX-License-Identifier: Apache-2.0
//
// The plots as a user sees them, byte for byte: in braille, in ASCII, in colour, as SVG. Compared
// with tests/golden/expected_plots/NAME.txt and NAME.svg; ODDS_UPDATE_GOLDEN=1 writes them.
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <ostream>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "reference/process.hpp"

namespace {

using Words = std::vector<std::string>;

struct Case {
  std::string name;
  Words arguments;
  std::vector<Words> before = {};
  std::map<std::string, std::string> environment = {};
};

void PrintTo(const Case& value, std::ostream* out) { *out << value.name; }

const Words fit_titanic = {"fit", "titanic.csv", "--target", "survived", "-o", "titanic.json"};
const Words fit_lasso = {"fit",  "titanic.csv", "--target", "survived",
                         "--l1", "0.01",        "-o",       "lasso.json"};
const Words fit_separated = {"fit",          "separated.csv", "--target", "y",
                             "--separation", "allow",         "-o",       "separated.json"};
const Words fit_classes = {"fit",        "titanic.csv", "--target", "class",
                           "--features", "sex",         "-o",       "classes.json"};
const Words fit_network = {"fit",      "titanic.csv", "--target",     "survived", "--hidden", "3",
                           "--solver", "adam",        "--epochs",     "20",       "--starts", "1",
                           "-o",       "net.json",    "--validation", "0.3"};
const Words fit_beetle = {"fit", "beetle.csv", "--target", "killed/exposed", "-o", "beetle.json"};

const std::vector<Case>& cases() {
  static const std::vector<Case> list = {
      {"coefficients", {"plot", "coefficients", "titanic.json"}, {fit_titanic}},
      {"coefficients_40", {"plot", "coefficients", "titanic.json", "--width", "40"}, {fit_titanic}},
      {"coefficients_ascii",
       {"plot", "coefficients", "titanic.json"},
       {fit_titanic},
       {{"LC_ALL", "C"}}},
      {"coefficients_colour",
       {"plot", "coefficients", "titanic.json"},
       {fit_titanic},
       {{"FORCE_COLOR", "1"}}},
      {"coefficients_lasso", {"plot", "coefficients", "lasso.json"}, {fit_lasso}},
      {"coefficients_separated", {"plot", "coefficients", "separated.json"}, {fit_separated}},
      {"coefficients_classes", {"plot", "coefficients", "classes.json"}, {fit_classes}},
      {"coefficients_beetle", {"plot", "coefficients", "beetle.json"}, {fit_beetle}},
      {"coefficients_network", {"plot", "coefficients", "net.json"}, {fit_network}},
      {"coefficients_svg", {"plot", "coefficients", "titanic.json", "--svg", "-"}, {fit_titanic}},
      {"roc", {"plot", "roc", "titanic.json", "titanic.csv"}, {fit_titanic}},
      {"roc_40", {"plot", "roc", "titanic.json", "titanic.csv", "--width", "40"}, {fit_titanic}},
      {"roc_svg", {"plot", "roc", "titanic.json", "titanic.csv", "--svg", "-"}, {fit_titanic}},
      {"roc_classes", {"plot", "roc", "classes.json", "titanic.csv"}, {fit_classes}},
      {"roc_one_class", {"plot", "roc", "titanic.json", "one.csv"}, {fit_titanic}},
      {"calibration", {"plot", "calibration", "titanic.json", "titanic.csv"}, {fit_titanic}},
      {"calibration_ascii",
       {"plot", "calibration", "titanic.json", "titanic.csv"},
       {fit_titanic},
       {{"LC_ALL", "C"}}},
      {"calibration_svg",
       {"plot", "calibration", "titanic.json", "titanic.csv", "--svg", "-"},
       {fit_titanic}},
      {"calibration_beetle", {"plot", "calibration", "beetle.json", "beetle.csv"}, {fit_beetle}},
      {"calibration_classes",
       {"plot", "calibration", "classes.json", "titanic.csv"},
       {fit_classes}},
      {"path", {"plot", "path", "lasso.json", "titanic.csv"}, {fit_lasso}},
      {"path_colour",
       {"plot", "path", "lasso.json", "titanic.csv", "--width", "60"},
       {fit_lasso},
       {{"FORCE_COLOR", "1"}}},
      {"path_folds",
       {"plot", "path", "titanic.json", "titanic.csv", "--folds", "5"},
       {fit_titanic}},
      {"path_svg", {"plot", "path", "lasso.json", "titanic.csv", "--svg", "-"}, {fit_lasso}},
      {"path_folds_svg",
       {"plot", "path", "titanic.json", "titanic.csv", "--folds", "5", "--svg", "-"},
       {fit_titanic}},
      {"path_trials", {"plot", "path", "beetle.json", "beetle.csv"}, {fit_beetle}},
      {"path_classes", {"plot", "path", "classes.json", "titanic.csv"}, {fit_classes}},
      {"path_network", {"plot", "path", "net.json", "titanic.csv"}, {fit_network}},
      {"loss", {"plot", "loss", "net.json"}, {fit_network}},
      {"loss_svg", {"plot", "loss", "net.json", "--svg", "-"}, {fit_network}},
      {"loss_steps", {"plot", "loss", "titanic.json"}, {fit_titanic}},
      {"roc_without_data", {"plot", "roc", "titanic.json"}, {fit_titanic}},
      {"path_without_data", {"plot", "path", "titanic.json"}, {fit_titanic}},
      {"kind_unknown", {"plot", "rok", "titanic.json"}, {fit_titanic}},
      {"folds_of_roc",
       {"plot", "roc", "titanic.json", "titanic.csv", "--folds", "5"},
       {fit_titanic}},
      {"width_too_small", {"plot", "coefficients", "titanic.json", "--width", "10"}, {fit_titanic}},
      {"svg_on_model",
       {"plot", "coefficients", "titanic.json", "--svg", "titanic.json"},
       {fit_titanic}},
      {"svg_folder", {"plot", "coefficients", "titanic.json", "--svg", "."}, {fit_titanic}},
  };
  return list;
}

void set_stage(const reference::TemporaryDirectory& directory) {
  namespace fs = std::filesystem;
  const fs::path source(ODDS_SOURCE_DIR);
  fs::copy_file(source / "data/titanic.csv", directory.root() / "titanic.csv");
  fs::copy_file(source / "tests/data/beetle.csv", directory.root() / "beetle.csv");
  directory.write("one.csv", "survived,class,sex,age\nyes,1st,female,adult\nyes,3rd,male,adult\n");
  directory.write("separated.csv",
                  "y,dose,age,sex\nyes,5,30,m\nyes,6,41,f\nyes,7,35,m\nno,1,33,f\nno,2,44,m\n"
                  "no,3,29,f\nno,4,50,m\nyes,8,47,f\n");
}

reference::Outcome odds(const Case& value, const Words& arguments) {
  reference::Run run;
  run.arguments = {ODDS_CLI_PATH};
  run.arguments.insert(run.arguments.end(), arguments.begin(), arguments.end());
  run.environment = {
      {"NO_COLOR", ""}, {"FORCE_COLOR", ""}, {"CLICOLOR_FORCE", ""}, {"LC_ALL", "C.UTF-8"}};
  for (const auto& [name, setting] : value.environment) run.environment[name] = setting;
  return reference::execute(run);
}

bool is_image(const Case& value) { return value.arguments.back() == "-"; }

// An image as it is, so that one can look at it; else all that the program said.
std::string transcript(const Case& value) {
  const reference::TemporaryDirectory directory;
  set_stage(directory);
  std::filesystem::current_path(directory.root());
  for (const Words& command : value.before) EXPECT_LE(odds(value, command).exit_code, 1);
  const reference::Outcome outcome = odds(value, value.arguments);
  std::filesystem::current_path("/");
  if (is_image(value)) {
    EXPECT_EQ(outcome.exit_code, 0);
    EXPECT_EQ(outcome.messages, "");
    return outcome.output;
  }
  std::string text = "$ odds";
  for (const std::string& argument : value.arguments) text += " " + argument;
  return text + "\n--- exit code " + std::to_string(outcome.exit_code) + "\n--- standard output\n" +
         outcome.output + "--- standard error\n" + outcome.messages;
}

std::filesystem::path expected_folder() {
  return std::filesystem::path(ODDS_SOURCE_DIR) / "tests/golden/expected_plots";
}

std::string file_name(const Case& value) {
  return value.name + (is_image(value) ? ".svg" : ".txt");
}

bool is_update() {
  const char* value = std::getenv("ODDS_UPDATE_GOLDEN");
  return value != nullptr && std::string(value) == "1";
}

class GoldenPlots : public testing::TestWithParam<Case> {};

TEST_P(GoldenPlots, LookAsExpected) {
  const std::string actual = transcript(GetParam());
  const std::filesystem::path path = expected_folder() / file_name(GetParam());
  if (is_update()) {
    std::ofstream(path, std::ios::binary) << actual;
    return;
  }
  ASSERT_TRUE(std::filesystem::exists(path)) << path << " is missing; it would hold:\n" << actual;
  EXPECT_EQ(actual, reference::read_text(path.string()));
}

std::string case_name(const testing::TestParamInfo<Case>& value) { return value.param.name; }

INSTANTIATE_TEST_SUITE_P(Cases, GoldenPlots, testing::ValuesIn(cases()), case_name);

TEST(GoldenPlotFiles, EachBelongsToACase) {
  std::set<std::string> names;
  for (const Case& value : cases()) names.insert(file_name(value));
  for (const auto& entry : std::filesystem::directory_iterator(expected_folder())) {
    EXPECT_EQ(names.count(entry.path().filename().string()), 1U) << entry.path();
  }
}

// docs/plots.md shows what the program prints.
TEST(GoldenPlotFiles, ThePageShowsThePlot) {
  const std::string path = (std::filesystem::path(ODDS_SOURCE_DIR) / "docs/plots.md").string();
  std::string page = reference::read_text(path);
  const Case value = {"", {"plot", "coefficients", "titanic.json"}, {fit_titanic}};
  const std::string text = transcript(value);
  const std::string from = "--- standard output\n";
  const std::size_t start_of_plot = text.find(from) + from.size();
  const std::string plot =
      text.substr(start_of_plot, text.find("--- standard error") - start_of_plot);
  const std::string begin = "<!-- odds plot coefficients titanic.json -->\n";
  const std::size_t start = page.find(begin) + begin.size();
  const std::size_t end = page.find("<!-- end -->", start);
  ASSERT_NE(end, std::string::npos);
  const std::string wanted = "```text\n" + plot + "```\n";
  if (is_update()) {
    std::ofstream(path, std::ios::binary) << page.replace(start, end - start, wanted);
  } else {
    EXPECT_EQ(page.substr(start, end - start), wanted);
  }
}

// --svg FILE writes the image that --svg - prints, and nothing else.
TEST(GoldenPlotFiles, TheImageIsInTheFile) {
  const reference::TemporaryDirectory directory;
  set_stage(directory);
  std::filesystem::current_path(directory.root());
  const Case plain = {"", {}};
  EXPECT_EQ(odds(plain, fit_titanic).exit_code, 0);
  const reference::Outcome outcome =
      odds(plain, {"plot", "coefficients", "titanic.json", "--svg", "odds.svg"});
  std::filesystem::current_path("/");
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_EQ(outcome.output, "");
  EXPECT_EQ(outcome.messages, "");
  EXPECT_EQ(reference::read_text(directory.path("odds.svg")),
            reference::read_text((expected_folder() / "coefficients_svg.svg").string()));
}

}  // namespace
