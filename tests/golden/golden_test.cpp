// SPDX-License-Identifier: Apache-2.0
//
// What the user sees, byte for byte: the program runs on small tables and its exit code, standard
// output and standard error are compared with tests/golden/expected/NAME.txt.
//
// After a change that is meant: ODDS_UPDATE_GOLDEN=1 ctest -L cli -R Golden, then read the diff.
#include <cstdlib>
#include <filesystem>
#include <fstream>
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
  std::vector<Words> before = {};  // commands that set the stage
};

void PrintTo(const Case& value, std::ostream* out) { *out << value.name; }

const Words fit_classes = {"fit",        "titanic.csv", "--target", "class",
                           "--features", "sex",         "-o",       "classes.json"};
const Words fit_titanic = {"fit", "titanic.csv", "--target", "survived", "-o", "titanic.json"};

const std::vector<Case>& cases() {
  static const std::vector<Case> list = {
      {"no_arguments", {}},
      {"help", {"--help"}},
      {"help_fit", {"fit", "--help"}},
      {"help_path", {"path", "--help"}},
      {"help_cv", {"cv", "--help"}},
      {"help_predict", {"predict", "--help"}},
      {"help_evaluate", {"evaluate", "--help"}},
      {"help_explain", {"explain", "--help"}},
      {"help_plot", {"plot", "--help"}},
      {"help_report", {"report", "--help"}},
      {"help_show", {"show", "--help"}},
      {"help_inspect", {"inspect", "--help"}},
      {"help_lesson", {"lesson", "--help"}},
      {"lesson_1", {"lesson", "1"}},
      {"lesson_1_ru", {"lesson", "1", "--lang", "ru"}},
      {"lesson_2", {"lesson", "2"}},
      {"lesson_2_ru", {"lesson", "2", "--lang", "ru"}},
      {"lesson_3", {"lesson", "3"}},
      {"lesson_3_ru", {"lesson", "3", "--lang", "ru"}},
      {"lesson_4", {"lesson", "4"}},
      {"lesson_4_ru", {"lesson", "4", "--lang", "ru"}},
      {"lesson_unknown", {"lesson", "5"}},
      {"lesson_language", {"lesson", "--lang", "fr"}},
      {"help_generate", {"generate", "--help"}},
      {"inspect_titanic", {"inspect", "titanic.csv"}},
      {"fit_missing_drop", {"fit", "mixed.csv", "--target", "y", "--missing", "drop"}},
      {"inspect_mixed", {"inspect", "mixed.csv"}},
      {"inspect_mixed_json", {"inspect", "mixed.csv", "--json"}},
      {"inspect_no_header", {"inspect", "headless.csv", "--no-header", "--decimal", ","}},
      {"fit_titanic", {"fit", "titanic.csv", "--target", "survived"}},
      {"fit_titanic_kept", fit_titanic},
      {"show_titanic", {"show", "titanic.json"}, {fit_titanic}},
      {"predict_titanic", {"predict", "titanic.json", "new.csv"}, {fit_titanic}},
      {"predict_unseen", {"predict", "titanic.json", "unseen.csv"}, {fit_titanic}},
      {"predict_unseen_reference",
       {"predict", "titanic.json", "unseen.csv", "--unseen", "reference", "--columns", "sex"},
       {fit_titanic}},
      {"predict_missing_column", {"predict", "titanic.json", "mixed.csv"}, {fit_titanic}},
      {"evaluate_fit_data", {"evaluate", "titanic.json", "titanic.csv"}, {fit_titanic}},
      {"evaluate_influence",
       {"evaluate", "titanic.json", "titanic.csv", "--influence", "3"},
       {fit_titanic}},
      {"evaluate_influence_json",
       {"evaluate", "trials.json", "trials.csv", "--influence", "2", "--json"},
       {{"fit", "trials.csv", "--target", "dead/total", "-o", "trials.json"}}},
      {"evaluate_influence_new",
       {"evaluate", "titanic.json", "test.csv", "--influence", "2"},
       {fit_titanic}},
      {"evaluate_new",
       {"evaluate", "titanic.json", "test.csv", "--threshold", "0.3"},
       {fit_titanic}},
      {"evaluate_new_json", {"evaluate", "titanic.json", "test.csv", "--json"}, {fit_titanic}},
      {"evaluate_tables", {"evaluate", "titanic.json", "test.csv", "--tables"}, {fit_titanic}},
      {"evaluate_one_class", {"evaluate", "titanic.json", "one.csv"}, {fit_titanic}},
      {"evaluate_label", {"evaluate", "titanic.json", "label.csv"}, {fit_titanic}},
      {"evaluate_target_missing", {"evaluate", "titanic.json", "new.csv"}, {fit_titanic}},
      {"explain_titanic", {"explain", "titanic.json", "titanic.csv", "--row", "17"}, {fit_titanic}},
      {"explain_json",
       {"explain", "titanic.json", "test.csv", "--row", "1", "--json"},
       {fit_titanic}},
      {"explain_forward_only", {"explain", "titanic.json", "new.csv", "--row", "1"}, {fit_titanic}},
      {"explain_trials",
       {"explain", "model.json", "trials.csv", "--row", "2"},
       {{"fit", "trials.csv", "--target", "dead/total", "-o", "model.json"}}},
      {"explain_interactions",
       {"explain", "model.json", "mixed.csv", "--row", "3"},
       {{"fit", "mixed.csv", "--target", "y", "--missing", "mean", "--interact", "age:member",
         "--l2", "0.1", "-o", "model.json"}}},
      {"report_model_json", {"report", "titanic.json", "--json"}, {fit_titanic}},
      {"report_nowhere", {"report", "titanic.json", "titanic.csv"}, {fit_titanic}},
      {"report_rows_without_data",
       {"report", "titanic.json", "--json", "--rows", "1"},
       {fit_titanic}},
      {"explain_row_missing", {"explain", "titanic.json", "titanic.csv"}, {fit_titanic}},
      {"explain_row_beyond",
       {"explain", "titanic.json", "titanic.csv", "--row", "2202"},
       {fit_titanic}},
      {"explain_unseen", {"explain", "titanic.json", "unseen.csv", "--row", "2"}, {fit_titanic}},
      {"explain_separated",
       {"explain", "model.json", "separated.csv", "--row", "1"},
       {{"fit", "separated.csv", "--target", "y", "--separation", "allow", "-o", "model.json"}}},
      {"fit_evaluate", {"fit", "trials.csv", "--target", "dead/total", "--evaluate"}},
      {"fit_reference_and_level",
       {"fit", "titanic.csv", "--target", "survived", "--event", "no", "--reference", "class=3rd",
        "--level", "90"}},
      {"fit_profile",
       {"fit", "titanic.csv", "--target", "survived", "--ci", "profile", "--joint-tests", "lr"}},
      {"fit_profile_one_sided",
       {"fit", "onesided.csv", "--target", "y", "--separation", "allow", "--ci", "profile"}},
      {"fit_hc1", {"fit", "titanic.csv", "--target", "survived", "--vce", "hc1"}},
      {"fit_cluster", {"fit", "clusters.csv", "--target", "y", "--vce", "cluster:firm"}},
      {"fit_cluster_json",
       {"fit", "clusters.csv", "--target", "y", "--vce", "cluster:firm", "--json"}},
      {"fit_cluster_unnamed", {"fit", "clusters.csv", "--target", "y", "--vce", "cluster"}},
      {"fit_vce_unknown", {"fit", "clusters.csv", "--target", "y", "--vce", "hc3"}},
      {"fit_profile_penalised",
       {"fit", "titanic.csv", "--target", "survived", "--l2", "1", "--ci", "profile"}},
      {"show_covariance", {"show", "titanic.json", "--covariance"}, {fit_titanic}},
      {"show_tables", {"show", "titanic.json", "--tables"}, {fit_titanic}},
      {"show_tables_classes", {"show", "classes.json", "--tables"}, {fit_classes}},
      {"show_covariance_json", {"show", "titanic.json", "--covariance", "--json"}, {fit_titanic}},
      {"fit_missing_mean", {"fit", "mixed.csv", "--target", "y", "--missing", "mean"}},
      {"fit_missing_refused", {"fit", "mixed.csv", "--target", "y"}},
      {"fit_classes", fit_classes},
      {"fit_classes_json",
       {"fit", "titanic.csv", "--target", "class", "--features", "sex", "--reference", "class=crew",
        "--json"}},
      {"fit_classes_l1",
       {"fit", "titanic.csv", "--target", "class", "--features", "sex,age", "--l1", "0.01"}},
      {"fit_classes_event", {"fit", "titanic.csv", "--target", "class", "--event", "crew"}},
      {"fit_classes_hidden", {"fit", "titanic.csv", "--target", "class", "--hidden", "2"}},
      {"fit_classes_separated", {"fit", "titanic.csv", "--target", "class"}},
      {"predict_classes", {"predict", "classes.json", "new.csv"}, {fit_classes}},
      {"evaluate_classes", {"evaluate", "classes.json", "titanic.csv"}, {fit_classes}},
      {"evaluate_classes_json",
       {"evaluate", "classes.json", "titanic.csv", "--json"},
       {fit_classes}},
      {"explain_classes", {"explain", "classes.json", "titanic.csv", "--row", "1"}, {fit_classes}},
      {"fit_l2", {"fit", "titanic.csv", "--target", "survived", "--l2", "0.1"}},
      {"fit_l1",
       {"fit", "titanic.csv", "--target", "survived", "--l1", "0.02", "--penalty-factor", "sex=0",
        "--standardize"}},
      {"fit_bounds", {"fit", "titanic.csv", "--target", "survived", "--bounds", "age::0"}},
      {"fit_firth",
       {"fit", "separated.csv", "--target", "y", "--firth", "--ci", "profile", "--joint-tests",
        "lr"}},
      {"fit_penalty_json",
       {"fit", "titanic.csv", "--target", "survived", "--l1", "0.01", "--l2", "0.02", "--bounds",
        "sex:-1:", "--penalty-factor", "age=2", "--json"}},
      {"show_equivalents",
       {"show", "l2.json"},
       {{"fit", "titanic.csv", "--target", "survived", "--l2", "0.02", "-o", "l2.json"}}},
      {"path_titanic", {"path", "titanic.csv", "--target", "survived", "--points", "40"}},
      {"path_ridge",
       {"path", "trials.csv", "--target", "dead/total", "--mix", "0", "--points", "5"}},
      {"path_json",
       {"path", "collinear.csv", "--target", "y", "--mix", "0.5", "--lambdas", "0.1,0.3",
        "--json"}},
      {"path_lambdas_and_points",
       {"path", "titanic.csv", "--target", "survived", "--lambdas", "0.1", "--points", "5"}},
      {"cv_titanic", {"cv", "titanic.csv", "--target", "survived", "--points", "40"}},
      {"cv_one_se_kept",
       {"cv", "titanic.csv", "--target", "survived", "--choose", "1se", "--measure", "auc",
        "--points", "10", "-o", "model.json"}},
      {"cv_fold_column",
       {"cv", "clusters.csv", "--target", "y", "--fold-column", "firm", "--measure",
        "misclassification", "--points", "10"}},
      {"cv_json",
       {"cv", "collinear.csv", "--target", "y", "--folds", "2", "--lambdas", "0.1,0.3", "--json"}},
      {"cv_too_many_folds", {"cv", "trials.csv", "--target", "dead/total", "--folds", "9"}},
      {"cv_fold_column_role", {"cv", "mixed.csv", "--target", "y", "--fold-column", "y"}},
      {"cv_fold_column_unknown", {"cv", "mixed.csv", "--target", "y", "--fold-column", "z"}},
      {"cv_measure_unknown", {"cv", "titanic.csv", "--target", "survived", "--measure", "mse"}},
      {"fit_interact",
       {"fit", "titanic.csv", "--target", "survived", "--interact", "class:sex", "--interact",
        "age:sex"}},
      {"fit_interact_separated",
       {"fit", "titanic.csv", "--target", "survived", "--interact", "age:class", "--separation",
        "allow"}},
      {"fit_interact_refused",
       {"fit", "titanic.csv", "--target", "survived", "--drop", "age", "--interact", "age:class"}},
      {"predict_interval",
       {"predict", "titanic.json", "new.csv", "--interval", "--level", "90", "--columns", "name"},
       {{"fit", "titanic.csv", "--target", "survived", "--interact", "sex:age", "-o",
         "titanic.json"}}},
      {"predict_interval_refused",
       {"predict", "titanic.json", "new.csv", "--interval"},
       {{"fit", "titanic.csv", "--target", "survived", "--l2", "0.1", "-o", "titanic.json"}}},
      {"fit_gd", {"fit", "titanic.csv", "--target", "survived", "--solver", "gd"}},
      {"fit_lbfgs", {"fit", "titanic.csv", "--target", "survived", "--solver", "lbfgs"}},
      {"fit_lbfgs_not_converged",
       {"fit", "titanic.csv", "--target", "survived", "--solver", "lbfgs", "--max-iterations",
        "2"}},
      {"fit_hidden_newton",
       {"fit", "titanic.csv", "--target", "survived", "--hidden", "8,4", "--solver", "newton"}},
      {"fit_epochs_newton", {"fit", "titanic.csv", "--target", "survived", "--epochs", "10"}},
      {"fit_not_converged",
       {"fit", "titanic.csv", "--target", "survived", "--max-iterations", "1"}},
      {"fit_separated", {"fit", "separated.csv", "--target", "y"}},
      {"fit_separated_json", {"fit", "separated.csv", "--target", "y", "--json"}},
      {"fit_separated_allowed", {"fit", "separated.csv", "--target", "y", "--separation", "allow"}},
      {"fit_collinear", {"fit", "collinear.csv", "--target", "y"}},
      {"fit_trials", {"fit", "trials.csv", "--target", "dead/total"}},
      {"fit_long_names", {"fit", "names.csv", "--target", "y"}},
      {"fit_one_class", {"fit", "oneclass.csv", "--target", "y"}},
      {"fit_target_missing", {"fit", "titanic.csv"}},
      {"fit_target_unknown", {"fit", "titanic.csv", "--target", "surived"}},
      {"fit_option_unknown", {"fit", "titanic.csv", "--taget", "survived"}},
      {"fit_alpha", {"fit", "titanic.csv", "--target", "survived", "--alpha", "0.1"}},
      {"fit_file_missing", {"fit", "nowhere.csv", "--target", "y"}},
      {"fit_ragged", {"fit", "ragged.csv", "--target", "y"}},
      {"command_unknown", {"fti", "titanic.csv"}},
      {"show_not_a_model", {"show", "titanic.csv"}},
  };
  return list;
}

std::string mixed_table() {
  return "y,age,city,member\n1,20,Bonn,true\n0,30,Köln,false\n1,,Bonn,true\n0,45.5,,true\n"
         "1,28,Ulm,false\n0,60,Ulm,true\n0,33,Bonn,false\n1,51,Köln,true\n1,19,Ulm,true\n"
         "0,47,Bonn,true\n1,62,Köln,false\n0,25,Köln,true\n0,,Ulm,false\n1,44,,true\n";
}

// Two numbers that do not separate y, and a third that is a combination of them.
std::string collinear_table() {
  std::string text = "y,a,b,sum,one\n";
  const int a[] = {1, 2, 3, 4, 5, 6, 7, 8};
  const int b[] = {3, 1, 4, 1, 5, 9, 2, 6};
  const int y[] = {0, 1, 0, 1, 0, 1, 1, 0};
  for (std::size_t i = 0; i < 8; ++i) {
    text += std::to_string(y[i]) + "," + std::to_string(a[i]) + "," + std::to_string(b[i]) + "," +
            std::to_string(a[i] + b[i]) + ",1\n";
  }
  return text;
}

// Rows of seven firms, in no order.
std::string clusters_table() {
  std::string text = "y,x,firm\n";
  for (int i = 0; i < 40; ++i) {
    const int firm = (i * 5 + i / 3) % 7;
    text += std::to_string((i * 7 + firm + i / 4) % 3 == 0 ? 1 : 0) + "," +
            std::to_string((i * i + firm) % 11) + ",firm " + std::to_string(firm) + "\n";
  }
  return text;
}

std::string names_table() {
  std::string text = "y,a_column_with_quite_a_long_name_of_its_own,größtmögliche_Spalte,b\n";
  const char* levels[] = {"a level that goes on and on", "short", "年齢の区分"};
  for (int i = 0; i < 24; ++i) {
    text += std::to_string((i * 7 + i / 5) % 3 == 0 ? 1 : 0) + "," + levels[i % 3] + "," +
            std::to_string((i * i) % 11) + "," + std::to_string((i * 5) % 7) + ".5e-6\n";
  }
  return text;
}

void set_stage(const reference::TemporaryDirectory& directory) {
  std::filesystem::copy_file(std::filesystem::path(ODDS_SOURCE_DIR) / "data/titanic.csv",
                             directory.path("titanic.csv"));
  directory.write("new.csv",
                  "age,name,sex,class\nadult,A,female,1st\nchild,B,male,3rd\nadult,C,male,crew\n"
                  "adult,D,male,\n");
  directory.write("test.csv",
                  "sex,class,age,survived\nfemale,1st,adult,yes\nmale,3rd,adult,no\n"
                  "male,2nd,child,yes\nfemale,3rd,adult,no\nmale,crew,adult,no\n"
                  "male,crew,,yes\nfemale,2nd,adult,yes\nmale,1st,adult,yes\n"
                  "male,3rd,adult,no\nfemale,3rd,child,yes\n");
  directory.write("one.csv", "sex,class,age,survived\nmale,3rd,adult,no\nfemale,1st,adult,no\n");
  directory.write("label.csv",
                  "sex,class,age,survived\nmale,3rd,adult,no\nfemale,1st,adult,perhaps\n");
  directory.write("unseen.csv", "class,sex,age\n1st,male,adult\n4th,female,adult\n");
  directory.write("mixed.csv", mixed_table());
  directory.write("headless.csv", "1,5;a\n2,25;b\n3;a\n");
  directory.write("separated.csv",
                  "y,x,z\n0,1,5\n0,2,3\n0,3,4\n0,4,1\n1,5,2\n1,6,4\n1,7,5\n1,8,3\n");
  directory.write("collinear.csv", collinear_table());
  directory.write("clusters.csv", clusters_table());
  directory.write("onesided.csv",
                  "y,x,z\n1,1,1\n1,2,1\n1,2,1\n0,1,0\n1,2,0\n0,3,0\n1,4,0\n1,5,0\n0,6,0\n"
                  "1,6,0\n0,2,0\n");
  directory.write("trials.csv",
                  "dose,dead,total\n1.69,6,59\n1.72,13,60\n1.75,18,62\n1.78,28,56\n1.81,52,63\n"
                  "1.83,53,59\n1.86,61,62\n1.88,60,60\n");
  directory.write("names.csv", names_table());
  directory.write("oneclass.csv", "y,x\n1,1\n1,2\n1,3\n");
  directory.write("ragged.csv", "y,x\n1,1\n0,2,3\n1,3\n");
}

reference::Outcome odds(const Words& arguments) {
  reference::Run run;
  run.arguments = {ODDS_CLI_PATH};
  run.arguments.insert(run.arguments.end(), arguments.begin(), arguments.end());
  // One machine's settings must not show.
  run.environment = {
      {"NO_COLOR", ""}, {"FORCE_COLOR", ""}, {"CLICOLOR_FORCE", ""}, {"LC_ALL", "C.UTF-8"}};
  return reference::execute(run);
}

std::string transcript(const Case& value) {
  const reference::TemporaryDirectory directory;
  set_stage(directory);
  std::filesystem::current_path(directory.root());
  for (const Words& command : value.before) EXPECT_EQ(odds(command).exit_code, 0);
  const reference::Outcome outcome = odds(value.arguments);
  std::filesystem::current_path("/");
  std::string text = "$ odds";
  for (const std::string& argument : value.arguments) text += " " + argument;
  return text + "\n--- exit code " + std::to_string(outcome.exit_code) + "\n--- standard output\n" +
         outcome.output + "--- standard error\n" + outcome.messages;
}

std::filesystem::path expected_folder() {
  return std::filesystem::path(ODDS_SOURCE_DIR) / "tests/golden/expected";
}

bool is_update() {
  const char* value = std::getenv("ODDS_UPDATE_GOLDEN");
  return value != nullptr && std::string(value) == "1";
}

class Golden : public testing::TestWithParam<Case> {};

TEST_P(Golden, LooksAsExpected) {
  const std::string actual = transcript(GetParam());
  const std::filesystem::path path = expected_folder() / (GetParam().name + ".txt");
  if (is_update()) {
    std::ofstream(path, std::ios::binary) << actual;
    return;
  }
  ASSERT_TRUE(std::filesystem::exists(path)) << path << " is missing; it would hold:\n" << actual;
  EXPECT_EQ(actual, reference::read_text(path.string()));
}

std::string case_name(const testing::TestParamInfo<Case>& value) { return value.param.name; }

INSTANTIATE_TEST_SUITE_P(Cases, Golden, testing::ValuesIn(cases()), case_name);

TEST(GoldenFiles, EachBelongsToACase) {
  std::set<std::string> names;
  for (const Case& value : cases()) names.insert(value.name + ".txt");
  for (const auto& entry : std::filesystem::directory_iterator(expected_folder())) {
    EXPECT_EQ(names.count(entry.path().filename().string()), 1U) << entry.path();
  }
}

// docs/cli.md holds the help pages between "<!-- odds fit --help -->" and "<!-- end -->".
TEST(GoldenDocs, CommandLineReferenceIsTheHelp) {
  const std::string path = (std::filesystem::path(ODDS_SOURCE_DIR) / "docs/cli.md").string();
  std::string page = reference::read_text(path);
  const std::vector<Words> pages = {{"--help"},
                                    {"fit", "--help"},
                                    {"path", "--help"},
                                    {"cv", "--help"},
                                    {"predict", "--help"},
                                    {"evaluate", "--help"},
                                    {"explain", "--help"},
                                    {"plot", "--help"},
                                    {"report", "--help"},
                                    {"show", "--help"},
                                    {"inspect", "--help"},
                                    {"lesson", "--help"},
                                    {"generate", "--help"}};
  for (const Words& arguments : pages) {
    std::string command = "odds";
    for (const std::string& argument : arguments) command += " " + argument;
    const std::string begin = "<!-- " + command + " -->\n";
    const std::size_t from = page.find(begin);
    ASSERT_NE(from, std::string::npos) << begin;
    const std::size_t start = from + begin.size();
    const std::size_t end = page.find("<!-- end -->", start);
    ASSERT_NE(end, std::string::npos) << begin;
    const std::string wanted = "```text\n" + odds(arguments).output + "```\n";
    if (is_update()) {
      page.replace(start, end - start, wanted);
    } else {
      EXPECT_EQ(page.substr(start, end - start), wanted);
    }
  }
  if (is_update()) std::ofstream(path, std::ios::binary) << page;
}

// docs/lesson.md and docs/lesson.ru.md are what the program prints.
TEST(GoldenDocs, LessonIsWhatTheProgramTeaches) {
  for (const std::string language : {"en", "ru"}) {
    const std::string name = language == "en" ? "docs/lesson.md" : "docs/lesson.ru.md";
    const std::string path = (std::filesystem::path(ODDS_SOURCE_DIR) / name).string();
    const reference::Outcome outcome = odds({"lesson", "--markdown", "--lang", language});
    EXPECT_EQ(outcome.exit_code, 0);
    EXPECT_EQ(outcome.messages, "");
    if (is_update()) {
      std::ofstream(path, std::ios::binary) << outcome.output;
    } else {
      EXPECT_EQ(outcome.output, reference::read_text(path)) << name;
    }
  }
}

}  // namespace
