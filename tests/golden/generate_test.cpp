// SPDX-License-Identifier: Apache-2.0
//
// The manual page and the completions: every command and option is in each of them, the tools that
// read them have nothing to say against them, and bash, zsh and fish complete what a user would
// expect. A tool that is not installed leaves its test out.
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "reference/process.hpp"

namespace {

using Words = std::vector<std::string>;

const Words pages = {"man", "complete-bash", "complete-zsh", "complete-fish"};

reference::Outcome execute(const Words& arguments) {
  reference::Run run;
  run.arguments = arguments;
  return reference::execute(run);
}

reference::Outcome bash(const std::string& script) { return execute({"/bin/bash", "-c", script}); }

std::string generate(const std::string& page) {
  const reference::Outcome outcome = execute({ODDS_CLI_PATH, "generate", page});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.messages;
  EXPECT_EQ(outcome.messages, "");
  return outcome.output;
}

bool is_installed(const std::string& tool) { return bash("command -v " + tool).exit_code == 0; }

// The long options that a help page names at the start of a line.
Words long_options(const std::string& help) {
  Words found;
  for (std::size_t at = 0; (at = help.find("\n  -", at)) != std::string::npos; ++at) {
    const std::size_t begin = help.find("--", at);
    found.push_back(help.substr(begin, help.find_first_of(" \n", begin) - begin));
  }
  return found;
}

std::string without_backslashes(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (c != '\\') out += c;
  }
  return out;
}

TEST(Generate, EveryPageHasEveryCommandAndOption) {
  const std::string overview = execute({ODDS_CLI_PATH, "--help"}).output;
  for (const std::string& page : pages) {
    SCOPED_TRACE(page);
    const std::string text = without_backslashes(generate(page));
    for (const std::string command : {"fit", "path", "cv", "predict", "plot", "report", "show",
                                      "inspect", "lesson", "generate"}) {
      ASSERT_NE(overview.find("\n  " + command + " "), std::string::npos);
      const Words options = long_options(execute({ODDS_CLI_PATH, command, "--help"}).output);
      EXPECT_FALSE(options.empty());
      for (const std::string& option : options) {
        const std::string wanted = page == "complete-fish" ? "-l " + option.substr(2) : option;
        EXPECT_NE(text.find(wanted), std::string::npos) << command << " " << option;
      }
    }
  }
}

TEST(Generate, RefusesAnotherPage) {
  const reference::Outcome outcome = execute({ODDS_CLI_PATH, "generate", "complete-bsh"});
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_NE(outcome.messages.find("Did you mean complete-bash?"), std::string::npos);
}

TEST(Generate, TheManualIsCleanRoff) {
  const reference::TemporaryDirectory directory;
  const std::string page = directory.write("odds.1", generate("man"));
  const std::vector<std::pair<std::string, std::string>> readers = {
      {"mandoc", "mandoc -T lint -W warning "},
      {"groff", "groff -ww -man -T utf8 "},
      {"man", "MANWIDTH=80 man -l --warnings "}};
  int read = 0;
  for (const auto& [tool, command] : readers) {
    if (!is_installed(tool)) continue;
    ++read;
    const reference::Outcome outcome = bash(command + page);
    EXPECT_EQ(outcome.exit_code, 0) << tool << ": " << outcome.output;
    EXPECT_EQ(outcome.messages, "") << tool;
    if (tool == "mandoc") {
      EXPECT_EQ(outcome.output, "");
    }
  }
  if (read == 0) GTEST_SKIP() << "neither mandoc nor groff nor man is installed";
}

class Completions : public testing::Test {
 protected:
  // What bash offers for a line; its last word is being typed.
  std::string complete_in_bash(const Words& words) const {
    std::string line;
    for (const std::string& word : words) line += " '" + word + "'";
    const std::string script = "source " + script_ + "; COMP_WORDS=(" + std::string(ODDS_CLI_PATH) +
                               line + "); COMP_CWORD=" + std::to_string(words.size()) + "; cd " +
                               directory_.root().string() +
                               "; _odds; printf '%s ' \"${COMPREPLY[@]}\"";
    const reference::Outcome outcome = bash(script);
    EXPECT_EQ(outcome.exit_code, 0);
    EXPECT_EQ(outcome.messages, "");
    return outcome.output;
  }

  reference::TemporaryDirectory directory_;
  std::string script_ = directory_.write("completion", generate("complete-bash"));
  std::string data_ = directory_.write("data file.csv", "y,size,\"si te\",\"s,i\"\n1,2,3,4\n");
};

TEST_F(Completions, BashCompletesWhatAUserExpects) {
  const std::vector<std::pair<Words, std::string>> cases = {
      {{"in"}, "inspect "},
      {{"fit", "--mis"}, "--missing "},
      {{"show", "--"}, "--tables --covariance --json --help "},
      {{"fit", "--missing", ""}, "error drop mean "},
      {{"fit", "--missing", "=", "d"}, "drop "},
      {{"fit", "--solver", "="}, "newton lbfgs gd sgd adam cd newton-cg dual "},
      {{"predict", "--unseen", "m"}, "missing "},
      {{"generate", "complete-z"}, "complete-zsh "},
      {{"lesson", ""}, "1 2 3 4 "},
      {{"lesson", "--lang", ""}, "en ru "},
      {{"fit", "data"}, "data file.csv "},
      {{"fit", "data file.csv", "-o", "compl"}, "completion "},
      {{"fit", "data\\ file.csv", "--target", "s"}, "size si\\ te "},
      {{"fit", "data file.csv", "--features", "y,si"}, "y,size y,si\\ te "},
      {{"fit", "data file.csv", "--reference", "y"}, "y= "},
      {{"fit", "--l2", ""}, " "},
      {{"fit", "nothing.csv", "--target", ""}, " "},
      {{"fit", "-o", "data file.csv", "--target", ""}, " "},
      {{"nonsense", ""}, " "},
  };
  for (const auto& [words, expected] : cases) {
    std::string line = "odds";
    for (const std::string& word : words) line += " " + word;
    EXPECT_EQ(complete_in_bash(words), expected) << line;
  }
}

TEST_F(Completions, FishCompletesWhatAUserExpects) {
  if (!is_installed("fish")) GTEST_SKIP() << "fish is not installed";
  const std::string script = directory_.write("odds.fish", generate("complete-fish"));
  const std::string folder = std::filesystem::path(ODDS_CLI_PATH).parent_path().string();
  const auto complete = [&](const std::string& line) {
    reference::Run run;
    run.environment = {{"HOME", directory_.root().string()}, {"ODDS_LINE", line}};
    run.arguments = {"/bin/bash", "-c",
                     "cd " + directory_.root().string() + " && fish -c 'source " + script +
                         "; set -x PATH " + folder +
                         " $PATH; complete -C $ODDS_LINE' | cut -f 1 | tr '\\n' ' '"};
    return reference::execute(run).output;
  };
  EXPECT_EQ(complete("odds in"), "inspect ");
  EXPECT_EQ(complete("odds fit --mis"), "--missing ");
  EXPECT_EQ(complete("odds fit --missing "), "drop error mean ");
  EXPECT_EQ(complete("odds generate complete-z"), "complete-zsh ");
  EXPECT_EQ(complete("odds fit data\\ file.csv --target siz"), "size ");
}

TEST_F(Completions, ZshTakesThem) {
  if (!is_installed("zsh")) GTEST_SKIP() << "zsh is not installed";
  const std::string script = directory_.write("_odds", generate("complete-zsh"));
  const reference::Outcome outcome = bash("zsh -f -n " + script);
  EXPECT_EQ(outcome.exit_code, 0) << outcome.messages;
  EXPECT_EQ(outcome.messages, "");
}

}  // namespace
