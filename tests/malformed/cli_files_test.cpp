// SPDX-License-Identifier: Apache-2.0
//
// Names of files: outputs that are links, devices or out of reach, names that a shell would take
// apart, long paths; and what is left behind when a run is asked to terminate.
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include <sys/wait.h>
#include <unistd.h>

#include <gtest/gtest.h>

#include "malformed/torture.hpp"
#include "reference/process.hpp"

namespace {

namespace fs = std::filesystem;
using torture::Words;

constexpr int usage = 2;

int shell(const std::string& script) {
  reference::Run run;
  run.arguments = {"/bin/bash", "-c", script};
  return reference::execute(run).exit_code;
}

class Files : public testing::Test {
 protected:
  std::ptrdiff_t file_count() const {
    return std::distance(fs::directory_iterator(directory_.root()), fs::directory_iterator());
  }
  Words fit_to(const std::string& output) const {
    return {"fit", data_, "--target", "y", "-o", output};
  }

  reference::TemporaryDirectory directory_;
  std::string data_ = directory_.write("data.csv", torture::plain);
};

TEST_F(Files, ALinkStaysALinkAndItsTargetIsReplaced) {
  const std::string real = directory_.write("real.json", "old"), link = directory_.path("link");
  fs::create_symlink("real.json", link);
  EXPECT_EQ(torture::odds(fit_to(link)).exit_code, 0);
  EXPECT_TRUE(fs::is_symlink(link));
  EXPECT_NE(reference::read_text(real).find("odds.model/1"), std::string::npos);
}

TEST_F(Files, ALinkThatLeadsNowhereIsRefused) {
  const std::string link = directory_.path("link");
  fs::create_symlink("nowhere", link);
  torture::expect_refusal(torture::odds(fit_to(link)), "link to \"nowhere\", which is not there");
  EXPECT_TRUE(fs::is_symlink(link));
  EXPECT_EQ(file_count(), 2);
}

// As a user who may write to /dev/null but not into /dev, and to a file behind a link but not into
// the folder of the link.
TEST_F(Files, WhatIsWrittenToCountsNotTheFolderOfItsName) {
  const std::string mine = directory_.path("mine"), theirs = directory_.path("theirs");
  fs::create_directory(mine);
  fs::create_directory(theirs);
  const std::string real = mine + "/real.json", link = theirs + "/link";
  std::ofstream(real) << "old";
  fs::create_symlink(real, link);
  fs::permissions(directory_.root(), fs::perms::all);
  fs::permissions(mine, fs::perms::all);
  fs::permissions(theirs, fs::perms::owner_all | fs::perms::others_read | fs::perms::others_exec);
  const std::string as_somebody =
      geteuid() == 0 ? "setpriv --reuid 65534 --regid 65534 --clear-groups " : "";
  const std::string program = as_somebody + ODDS_CLI_PATH;
  if (shell(program + " --version") != 0) GTEST_SKIP() << "no other user can run the program";
  const std::string fitting = program + " fit " + data_ + " --target y -o ";
  EXPECT_EQ(shell(fitting + "/dev/null"), 0);
  EXPECT_EQ(shell(fitting + link), 0);
  EXPECT_NE(reference::read_text(real).find("odds.model/1"), std::string::npos);
  if (geteuid() == 0) {
    EXPECT_EQ(shell(fitting + theirs + "/new.json"), 1);
  }
}

TEST_F(Files, NamesInSuggestedCommandsAreQuotedForAShell) {
  const std::string data = directory_.write("it's.csv", torture::plain);
  const std::string model = directory_.path("it's.json");
  const std::string quoted = "'" + directory_.path("it'\\''s.csv") + "'";
  EXPECT_NE(torture::odds({"inspect", data}).output.find("odds fit " + quoted + " --target"),
            std::string::npos);
  EXPECT_NE(torture::odds({"fit", data}).messages.find("odds inspect " + quoted),
            std::string::npos);
  EXPECT_NE(torture::odds({data}).messages.find("odds inspect " + quoted), std::string::npos);
  const std::string page = torture::odds({"fit", data, "--target", "y", "-o", model}).output;
  EXPECT_NE(page.find("odds show '" + directory_.path("it'\\''s.json") + "'"), std::string::npos);
}

// Sentences keep to the width; a command to copy stays whole.
TEST_F(Files, LongPathsKeepTheCountsInSight) {
  std::string folder = directory_.root().string();
  for (int i = 0; i < 6; ++i) folder += "/a_folder_with_a_long_name";
  fs::create_directories(folder);
  const std::string data = folder + "/data.csv";
  fs::copy_file(data_, data);
  const std::string inspected = torture::odds({"inspect", data}).output;
  EXPECT_NE(inspected.find("data.csv: 8 rows, 3 columns, separated by commas\n"), std::string::npos)
      << inspected;
  EXPECT_NE(inspected.find("odds fit " + data), std::string::npos);
  const std::string fitted = torture::odds({"fit", data, "--target", "y"}).output;
  for (const std::string& page : {inspected, fitted}) {
    std::istringstream lines(page);
    for (std::string line; std::getline(lines, line);) {
      // 80 columns; an ellipsis takes three bytes
      if (line.find("odds ") == std::string::npos) {
        EXPECT_LE(line.size(), 82U) << line;
      }
    }
  }
}

TEST_F(Files, InspectRefusesAColumnThatIsNotThere) {
  const std::string regions = directory_.write("regions.csv", "y,region\n1,2\n0,3\n");
  torture::expect_refusal(torture::odds({"inspect", regions, "--categorical", "regoin"}),
                          "column \"regoin\" not found.*Did you mean \"region\"");
  EXPECT_EQ(torture::odds({"inspect", regions, "--categorical", "region"}).exit_code, 0);
}

TEST_F(Files, NamesOfColumns) {
  EXPECT_EQ(torture::odds({"inspect", data_, "--names"}).output, "y\nx1\nx2\n");
  const std::string hostile = directory_.write("hostile.csv", "\"a\nb\",c d\n1,2\n");
  EXPECT_EQ(torture::odds({"inspect", hostile, "--names"}).output, "a\\x0Ab\nc d\n");
  EXPECT_EQ(torture::odds({"inspect", data_, "--names", "--json"}).exit_code, usage);
  torture::expect_refusal(torture::odds({"inspect", "-", "--names"}), "Name the file", usage);
}

TEST_F(Files, KernelsThatDoNotExistAreRefusedEverywhere) {
  const std::string model = directory_.path("m.json");
  ASSERT_EQ(torture::odds(fit_to(model)).exit_code, 0);
  reference::Run run;
  run.environment = {{"ODDS_KERNELS", "abacus"}};
  for (const Words& arguments :
       {fit_to(model), Words{"predict", model, data_}, Words{"show", model},
        Words{"inspect", data_}, Words{"generate", "man"}, Words{"--version"}}) {
    torture::expect_refusal(torture::odds(arguments, run), "ODDS_KERNELS=\"abacus\"", usage);
  }
  EXPECT_EQ(torture::odds({"--help"}, run).exit_code, 0);
}

// As service managers and batch systems end a program: no half file stays.
TEST_F(Files, TerminatingLeavesNothingBehind) {
  const std::string model = directory_.path("m.json"), scores = directory_.path("scores.csv");
  ASSERT_EQ(torture::odds(fit_to(model)).exit_code, 0);
  std::string many = "y,x1,x2\n";
  for (int i = 0; i < 400'000; ++i) many += "0,1.5,2\n";
  const std::string large = directory_.write("large.csv", many);
  const std::string slowly =
      "(cat " + large + "; sleep 3) | timeout --preserve-status -s TERM 1 " + ODDS_CLI_PATH + " ";
  const std::string messages = directory_.path("messages");
  const std::string scoring = slowly + "predict " + model + " - -o " + scores + " 2>" + messages;
  EXPECT_EQ(shell(scoring), 143);
  EXPECT_NE(reference::read_text(messages).find("interrupted"), std::string::npos);
  EXPECT_EQ(file_count(), 4) << "a temporary file was left behind";
  EXPECT_EQ(shell(slowly + "fit - --target y"), 143);
}

}  // namespace
