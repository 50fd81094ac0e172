// SPDX-License-Identifier: Apache-2.0
//
// Wrong usage, full disks, readers that go away, Ctrl-C: what the program says and returns.
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "malformed/torture.hpp"
#include "reference/process.hpp"

namespace {

using torture::Words;

constexpr int usage = 2;

Words fit(Words more) {
  Words words = {"fit", "data.csv", "--target", "y"};
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

// "2,2,2"
std::string many_layers(int count) {
  std::string text = "2";
  for (int layer = 1; layer < count; ++layer) text += ",2";
  return text;
}

TEST(Usage, IsRefusedWithOneLineAndExitCode2) {
  const std::vector<std::pair<Words, std::string>> cases = {
      {{"fti"}, "Did you mean odds fit"},
      {{"predcit"}, "Did you mean odds predict"},
      {{"--target", "y"}, "The command comes first"},
      {{"frobnicate"}, "--help"},
      {{"fit"}, "DATA is missing"},
      {{"fit", "data.csv"}, "target.*odds inspect data.csv"},
      {{"fit", "", "--target", "y"}, "DATA is empty"},
      {{"predict", "model.json"}, "DATA is missing"},
      {{"show"}, "MODEL is missing"},
      {{"lesson", "5"}, "between 1 and 4, not \"5\""},
      {{"lesson", "0"}, "between 1 and 4"},
      {{"lesson", "1.5"}, "whole number"},
      {{"lesson", ""}, "is empty.*Leave it out"},
      {{"lesson", "1", "2"}, "unexpected argument \"2\""},
      {{"lesson", "--lang", "fr"}, "must be en or ru, not \"fr\""},
      {{"lesson", "--html"}, "--html"},
      {{"lesson", "--html", ""}, "--html must be the name of a file"},
      {{"lesson", "--html", "-"}, "--html must be the name of a file"},
      {{"plot", "roc", "m.json", "d.csv", "--svg", ""}, "--svg must be the name of a file"},
      {{"show", "m.json", "--tables", "--covariance"}, "--tables and --covariance exclude"},
      {{"lesson", "2", "--html", "page.html"}, "--html and a chapter exclude each other"},
      {{"lesson", "--markdown", "--html", "page.html"}, "--html and --markdown exclude each other"},
      {fit({"extra.csv"}), "unexpected argument \"extra.csv\""},
      {fit({"--taget", "y"}), "Did you mean --target"},
      {fit({"--max"}), "Did you mean --max-iterations"},
      {fit({"--MISSING", "drop"}), "Did you mean --missing"},
      {fit({"--alpha", "0.1"}), "four things.*--l2"},
      {fit({"--alpha=0.1"}), "four things.*--l2"},
      {fit({"--lambda", "0.1"}), "--l2"},
      {fit({"--lasso", "0.1"}), "--l1"},
      {fit({"--l1", "-1"}), "--l1 must be 0 or more"},
      {fit({"--l1", "nan"}), "--l1 must be a finite number"},
      {fit({"--penalty-factor", "x"}), "must be COL=F.*--penalty-factor age=0"},
      {fit({"--penalty-factor", "x="}), "must be a finite number"},
      {fit({"--penalty-factor", "x=-1"}), "factor of 0 or more"},
      {fit({"--penalty-factor", "x=1", "--penalty-factor", "x=2"}), "name a column once"},
      {fit({"--penalty-factor", "x=2"}), "multiplies a penalty.*Add --l1 or --l2"},
      {fit({"--bounds", "x"}), "must be COL:LOW:HIGH.*--bounds age:0:inf"},
      {fit({"--bounds", ":0:1"}), "must be COL:LOW:HIGH"},
      {fit({"--bounds", "x:1:0"}), "lower bound at most the upper"},
      {fit({"--bounds", "x:nan:0"}), "must be a finite number"},
      {fit({"--bounds", "x:inf:"}), "lower bound at most the upper"},
      {fit({"--bounds", "x:0:", "--bounds", "x::1"}), "name a column once"},
      {fit({"--bounds", "x:0:", "--solver", "newton"}), "knows no bounds.*--solver cd"},
      {fit({"--l1", "1", "--solver", "gd"}), "no gradient at 0"},
      {fit({"--standardize"}), "there is none.*Add --l1 or --l2"},
      {fit({"--firth", "--l2", "1"}), "a penalty of its own"},
      {fit({"--firth", "--vce", "hc1"}), "come from the information"},
      {fit({"--firth", "--solver", "newton"}), "a solver of its own"},
      {fit({"--firth", "--hidden", "3"}), "no bias reduction"},
      {fit({"--solver", "dual"}), "belongs to a ridge penalty"},
      {fit({"-x"}), "no option \"-x\""},
      {fit({"--event"}), "--event needs a value.*--event VALUE"},
      {fit({"--event", "--quiet"}), "--event needs a value"},
      {fit({"--json=yes"}), "takes no value"},
      {fit({"--target", "z"}), "--target is given twice"},
      {fit({"--level", "40"}), "--level must be between 50 and 100"},
      {fit({"--level", "100"}), "--level must be between 50 and 100"},
      {fit({"--level", "95%"}), "finite number"},
      {fit({"--l2", "-1"}), "--l2 must be 0 or more"},
      {fit({"--l2", "nan"}), "finite number"},
      {fit({"--l2", "inf"}), "finite number"},
      {fit({"--l2", "1e999"}), "a double can hold"},
      {fit({"--l2", "0,5"}), "decimal point as a dot"},
      {fit({"--l2", ""}), "finite number"},
      {fit({"--l2", "0x10"}), "finite number"},
      {fit({"--tolerance", "0"}), "between 0 and 1"},
      {fit({"--tolerance", "2"}), "between 0 and 1"},
      {fit({"--solver", "gd", "--step", "0"}), "--step must be above 0"},
      {fit({"--step", "1"}), "--solver gd"},
      {fit({"--step", "1", "--solver", "newton"}), "--step belongs to.*--solver gd"},
      {fit({"--step", "1", "--solver", "lbfgs"}), "--step belongs to"},
      {fit({"--step", "1", "--hidden", "3"}), "--step belongs to"},
      {fit({"--momentum", "0.9"}), "--momentum belongs to gd and sgd"},
      {fit({"--momentum", "0.9", "--solver", "lbfgs"}), "--momentum belongs to"},
      {fit({"--momentum", "0.9", "--solver", "adam"}), "--momentum belongs to"},
      {fit({"--momentum", "1", "--solver", "gd"}), "from 0 up and below 1"},
      {fit({"--momentum", "-0.1", "--solver", "gd"}), "from 0 up and below 1"},
      {fit({"--batch", "10"}), "--batch belongs to sgd and adam"},
      {fit({"--batch", "10", "--solver", "gd", "--hidden", "2"}), "--batch belongs to"},
      {fit({"--batch", "0", "--solver", "sgd"}), "between 1 and"},
      {fit({"--schedule", "cosine", "--solver", "lbfgs"}), "--schedule belongs to"},
      {fit({"--schedule", "linear", "--solver", "sgd"}), "constant or inverse or cosine"},
      {fit({"--epochs", "10"}), "--epochs belongs to.*--max-iterations"},
      {fit({"--epochs", "10", "--solver", "gd"}), "--epochs belongs to"},
      {fit({"--epochs", "0", "--solver", "sgd"}), "between 1 and"},
      {fit({"--epochs", "9", "--max-iterations", "9", "--hidden", "2"}), "exclude each other"},
      {fit({"--epochs", "9", "--max-iterations", "9", "--solver", "sgd"}), "exclude each other"},
      {fit({"--max-iterations", "9", "--solver", "adam"}), "count epochs"},
      {fit({"--starts", "2"}), "--starts belongs to networks"},
      {fit({"--starts", "2", "--solver", "sgd"}), "--starts belongs to networks"},
      {fit({"--starts", "0", "--hidden", "2"}), "between 1 and"},
      {fit({"--activation", "tanh"}), "--activation belongs to networks"},
      {fit({"--activation", "sigmoid", "--hidden", "2"}), "logistic or tanh or relu"},
      {fit({"--validation", "0.2"}), "--validation belongs to"},
      {fit({"--validation", "0.2", "--solver", "lbfgs"}), "--validation belongs to"},
      {fit({"--validation", "0", "--solver", "sgd"}), "between 0 and 1"},
      {fit({"--validation", "1", "--solver", "sgd"}), "between 0 and 1"},
      {fit({"--patience", "3"}), "--patience belongs to"},
      {fit({"--patience", "3", "--hidden", "2"}), "--patience.*--validation 0.2"},
      {fit({"--patience", "0", "--hidden", "2"}), "between 1 and"},
      {fit({"--seed", "-1"}), "between 0 and"},
      {fit({"--seed", "1.5"}), "whole number"},
      {fit({"--hidden", "0"}), "between 1 and"},
      {fit({"--hidden", "3,0"}), "between 1 and"},
      {fit({"--hidden", "3,,2"}), "whole number"},
      {fit({"--hidden", ""}), "whole number"},
      {fit({"--hidden", "3,"}), "whole number"},
      {fit({"--hidden", "100001"}), "between 1 and"},
      {fit({"--hidden", "60000,60000"}), "at most 64 layers and 100000 units"},
      {fit({"--hidden", many_layers(65)}), "at most 64 layers and 100000 units"},
      {fit({"--hidden", "3", "--solver", "newton"}), "no Newton solver.*Leave out --solver newton"},
      {fit({"--hidden", "3", "--vce", "hc1"}), "no standard errors.*--vce"},
      {fit({"--hidden", "3", "--ci", "profile"}), "no intervals.*--ci profile"},
      {fit({"--hidden", "3", "--joint-tests", "lr"}), "no joint tests.*--joint-tests"},
      {fit({"--hidden", "3", "--interact", "a:b"}), "interactions by itself.*--interact"},
      {fit({"--hidden", "3", "--no-intercept"}), "has an intercept.*--no-intercept"},
      {fit({"--hidden", "3", "--separation", "allow"}), "not refused.*--separation allow"},
      {fit({"--max-iterations", "0"}), "between 1 and"},
      {fit({"--max-iterations", "1.5"}), "whole number"},
      {fit({"--threads", "1025"}), "between 0 and 1024"},
      {fit({"--threads", "-1"}), "between 0 and 1024"},
      {fit({"--solver", "newtn"}), "Did you mean newton"},
      {fit({"--missing", "ignore"}), "error or drop or mean"},
      {fit({"--separation", "firth"}), "error or allow"},
      {fit({"--features", "a", "--drop", "b"}), "exclude each other"},
      {fit({"--features", "a,,b"}), "without gaps"},
      {fit({"--features", "a,\"b"}), "close every quote"},
      {fit({"--reference", "class"}), "COL=LEVEL"},
      {fit({"--reference", "=x"}), "COL=LEVEL"},
      {fit({"--reference", "a=1", "--reference", "a=2"}), "column once"},
      {fit({"--delimiter", "ab"}), "one character"},
      {fit({"--delimiter", "5"}), "one character"},
      {fit({"--decimal", "x"}), "--decimal must be"},
      {fit({"--decimal", ",", "--delimiter", ","}), "same character"},
      {fit({"-o", "-"}), "name of a file"},
      {fit({"--weights", ""}), "name a column"},
      {{"predict", "m.json", "data.csv", "--unseen", "guess"}, "error or reference or missing"},
      {{"show", "m.json", "--target", "y"}, "show has no option"},
  };
  for (const auto& [arguments, say] : cases) {
    std::string trace = "odds";
    for (const std::string& argument : arguments) trace += " " + argument;
    SCOPED_TRACE(trace);
    torture::expect_refusal(torture::odds(arguments), say, usage);
  }
}

TEST(Usage, WithJsonAlsoAnObject) {
  for (const Words& arguments :
       {fit({"--taget", "y", "--json"}), Words{"fti", "--json"}, Words{"fit", "--json"}}) {
    const auto outcome = torture::odds(arguments);
    EXPECT_EQ(outcome.exit_code, usage);
    torture::expect_json_refusal(outcome);
  }
}

TEST(Usage, HostileArgumentsAreEscaped) {
  const auto outcome = torture::odds({"fit\x1B[31m\n", "x"});
  torture::expect_refusal(outcome, "x1B", usage);
  torture::expect_refusal(torture::odds({"show",
                                         "\xC2\x9B"
                                         "2J.json"}),
                          "x9B");
  torture::expect_refusal(torture::odds({"show", "\x1B[31m\nevil.json"}), "x1B");
}

TEST(Usage, NothingSaysHowToStart) {
  const auto outcome = torture::odds({});
  EXPECT_EQ(outcome.exit_code, usage);
  EXPECT_EQ(outcome.output, "");
  EXPECT_NE(outcome.messages.find("Usage: odds fit"), std::string::npos);
}

TEST(Usage, VersionAndHelpGoToStandardOutput) {
  for (const Words& arguments :
       {Words{"--version"}, Words{"--help"}, Words{"help", "fit"}, Words{"fit", "--help"},
        Words{"fit", "x", "-h"}, Words{"inspect", "--help"}}) {
    const auto outcome = torture::odds(arguments);
    EXPECT_EQ(outcome.exit_code, 0);
    EXPECT_EQ(outcome.messages, "");
    EXPECT_NE(outcome.output, "");
  }
  EXPECT_TRUE(torture::matches(torture::odds({"--version"}).output,
                               "^odds [0-9]+\\.[0-9]+\\.[0-9]+ \\([a-z0-9]+ kernels\\)\n$"));
}

class Program : public testing::Test {
 protected:
  reference::TemporaryDirectory directory_;
  std::string data_ = directory_.write("data.csv", torture::plain);
};

TEST_F(Program, OutputOverInputIsRefused) {
  torture::expect_refusal(torture::odds({"fit", data_, "--target", "y", "-o", data_}), "same file",
                          usage);
  const std::string link = directory_.path("link.csv");
  std::filesystem::create_symlink(data_, link);
  torture::expect_refusal(torture::odds({"fit", data_, "--target", "y", "-o", link}), "same file",
                          usage);
  const std::string model = directory_.path("m.json");
  ASSERT_EQ(torture::odds({"fit", data_, "--target", "y", "-o", model}).exit_code, 0);
  torture::expect_refusal(torture::odds({"predict", model, data_, "-o", data_}), "same file",
                          usage);
  torture::expect_refusal(torture::odds({"predict", model, data_, "-o", model}), "same file",
                          usage);
  EXPECT_EQ(reference::read_text(data_), torture::plain);
}

TEST_F(Program, OutputThatCannotBeIsRefusedBeforeTheWork) {
  const Words start = {"fit", "no-such-data.csv", "--target", "y", "-o"};
  Words folder = start, nowhere = start;
  folder.push_back(directory_.root().string());
  nowhere.push_back(directory_.path("no/such/folder/m.json"));
  torture::expect_refusal(torture::odds(folder), "a folder, not a file");
  torture::expect_refusal(torture::odds(nowhere), "No such file");
}

TEST_F(Program, FullDisksAreNoticed) {
  const std::string model = directory_.path("m.json");
  ASSERT_EQ(torture::odds({"fit", data_, "--target", "y", "-o", model}).exit_code, 0);
  reference::Run full;
  full.output = "/dev/full";
  for (const Words& arguments :
       {Words{"fit", data_, "--target", "y"}, Words{"fit", data_, "--target", "y", "--json"},
        Words{"show", model}, Words{"inspect", data_}, Words{"predict", model, data_},
        Words{"--help"}}) {
    const auto outcome = torture::odds(arguments, full);
    EXPECT_EQ(outcome.exit_code, 1) << arguments[0];
    EXPECT_TRUE(torture::is_one_line(outcome.messages)) << outcome.messages;
    EXPECT_NE(outcome.messages.find("No space left"), std::string::npos) << outcome.messages;
  }
}

TEST_F(Program, AResultIsPrintedEvenIfItCannotBeKept) {
  for (std::vector<std::string> words :
       {std::vector<std::string>{"fit", data_}, {"cv", data_, "--folds", "2"}}) {
    words.insert(words.end(), {"--target", "y", "-o", "/dev/full"});
    const auto outcome = torture::odds(words);
    EXPECT_EQ(outcome.exit_code, 1);
    EXPECT_TRUE(torture::is_one_line(outcome.messages)) << outcome.messages;
    EXPECT_NE(outcome.output.find("The model was not kept"), std::string::npos) << outcome.output;
  }
}

TEST_F(Program, NotConvergedIsMarkedEverywhere) {
  const std::string model = directory_.path("m.json");
  const auto outcome =
      torture::odds({"fit", data_, "--target", "y", "--max-iterations", "1", "-o", model});
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_TRUE(torture::matches(outcome.messages, "not converged after 1 step"));
  EXPECT_NE(outcome.output.find("Not converged after 1 Newton step"), std::string::npos);
  EXPECT_NE(reference::read_text(model).find("\"converged\": false"), std::string::npos);
  const auto json =
      torture::odds({"fit", data_, "--target", "y", "--max-iterations", "1", "--json"});
  EXPECT_EQ(json.exit_code, 1);
  EXPECT_EQ(nlohmann::json::parse(json.output)["converged"], false);
  const auto scores = torture::odds({"predict", model, data_});
  EXPECT_EQ(scores.exit_code, 0);
  EXPECT_NE(scores.messages.find("did not converge"), std::string::npos);
}

TEST_F(Program, TheModelDoesNotSayHowManyThreadsMadeIt) {
  const std::string one = directory_.path("1.json"), three = directory_.path("3.json");
  ASSERT_EQ(torture::odds({"fit", data_, "--target", "y", "--threads", "1", "-o", one}).exit_code,
            0);
  ASSERT_EQ(torture::odds({"fit", data_, "--threads=3", "--quiet", "--target", "y", "--json",
                           "--output", three})
                .exit_code,
            0);
  EXPECT_EQ(reference::read_text(one), reference::read_text(three));
}

TEST_F(Program, ShowPrintsWhatFitPrinted) {
  const std::string model = directory_.path("m.json");
  const Words fitting = {"fit", data_, "--target", "y", "-o", model};
  const auto fitted = torture::odds(fitting);
  EXPECT_EQ(torture::odds({"show", model}).output, fitted.output);
  Words as_json = fitting;
  as_json.emplace_back("--json");
  const auto fitted_json = torture::odds(as_json);
  EXPECT_EQ(torture::odds({"show", model, "--json"}).output, fitted_json.output);
}

TEST_F(Program, ColourObeysTheEnvironment) {
  const auto coloured = [&](std::map<std::string, std::string> environment) {
    reference::Run run;
    run.environment = std::move(environment);
    return torture::odds({"inspect", data_}, run).output.find('\x1B') != std::string::npos;
  };
  EXPECT_FALSE(coloured({}));
  EXPECT_TRUE(coloured({{"FORCE_COLOR", "1"}}));
  EXPECT_TRUE(coloured({{"CLICOLOR_FORCE", "1"}}));
  EXPECT_FALSE(coloured({{"CLICOLOR_FORCE", "0"}}));
  EXPECT_FALSE(coloured({{"FORCE_COLOR", "1"}, {"NO_COLOR", "1"}}));
}

// Other locales write 0,5; options and output must not notice.
TEST_F(Program, LocaleChangesNothing) {
  reference::Run german;
  german.environment = {{"LC_ALL", "de_DE.UTF-8"}};
  const Words arguments = {"fit", data_, "--target", "y", "--l2", "0.5", "--json"};
  EXPECT_EQ(torture::odds(arguments, german).output, torture::odds(arguments).output);
}

int shell(const std::string& command) {
  const int status = std::system(("bash -c '" + command + "'").c_str());
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

TEST_F(Program, AReaderThatGoesAwayIsNoError) {
  const std::string model = directory_.path("m.json"), messages = directory_.path("messages");
  ASSERT_EQ(torture::odds({"fit", data_, "--target", "y", "-o", model}).exit_code, 0);
  std::string many = "y,x1,x2\n";
  for (int i = 0; i < 200'000; ++i) many += "0,1.5,2\n";
  const std::string large = directory_.write("large.csv", many);
  const std::string command = std::string(ODDS_CLI_PATH) + " predict " + model + " " + large +
                              " 2>" + messages + " | head -1 > /dev/null";
  for (const char* prefix : {"", "trap \"\" PIPE; "}) {
    EXPECT_EQ(shell(prefix + command), 0);
    EXPECT_EQ(reference::read_text(messages), "");
  }
}

TEST_F(Program, CtrlCWhileReadingSaysSo) {
  const std::string messages = directory_.path("messages");
  const std::string command = "(cat " + data_ + "; sleep 3) | timeout --preserve-status -s INT 1 " +
                              ODDS_CLI_PATH + " fit - --target y 2>" + messages;
  EXPECT_EQ(shell(command), 130);
  EXPECT_TRUE(torture::is_one_line(reference::read_text(messages)));
  EXPECT_NE(reference::read_text(messages).find("interrupted"), std::string::npos);
}

TEST_F(Program, CtrlCWhileFittingPrintsTheBestPoint) {
  std::string table = "y,a,b\n";
  for (int i = 0; i < 4'000; ++i) {
    const int mixed = (i * 7919) % 1009;
    table += std::to_string((mixed % 3 == 0) != (i % 5 == 0) ? 1 : 0) + "," +
             std::to_string(mixed) + "," + std::to_string(mixed * mixed % 997) + "\n";
  }
  const std::string large = directory_.write("large.csv", table);
  const std::string page = directory_.path("page"), model = directory_.path("m.json");
  const std::string command =
      "timeout --preserve-status -s INT 2 " + std::string(ODDS_CLI_PATH) + " fit " + large +
      " --target y --solver gd --step 1e-9 --max-iterations 1000000000 -o " + model + " >" + page +
      " 2>" + directory_.path("messages");
  EXPECT_EQ(shell(command), 130);
  EXPECT_NE(reference::read_text(page).find("Interrupted, not converged after"), std::string::npos);
  EXPECT_NE(reference::read_text(directory_.path("messages")).find("odds: interrupted after"),
            std::string::npos);
  EXPECT_FALSE(std::filesystem::exists(model));
}

// The reader of a pipe that never speaks can only be ended by force.
TEST_F(Program, ASecondCtrlCEndsTheProgramAtOnce) {
  const std::string command = "(sleep 4) | (" + std::string(ODDS_CLI_PATH) +
                              " fit - --target y 2>/dev/null & program=$!; sleep 0.5; "
                              "kill -INT $program; sleep 1; kill -INT $program; wait $program)";
  EXPECT_EQ(shell(command), 130);
}

}  // namespace
