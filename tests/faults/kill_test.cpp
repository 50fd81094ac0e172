// SPDX-License-Identifier: Apache-2.0
//
// kill -9 while a model is saved: before and after every call that leads to the file, and at any
// moment. Its name stands for the old model or the new one, and the next save is not hindered.
#include <csignal>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "faults/program.hpp"

namespace {

using faults::Words;

constexpr int killed = 128 + SIGKILL;

class KilledSave : public testing::Test {
 protected:
  void SetUp() override {
    const std::string data = directory_.write("data.csv", faults::table(3'000));
    old_ = {"fit", data, "--target", "y", "--features", "x", "-o", path_};
    new_ = {"fit", data, "--target", "y", "--features", "x,colour", "-o", path_};
    ASSERT_EQ(torture::odds(new_).exit_code, 0);
    new_text_ = reference::read_text(path_);
    ASSERT_EQ(torture::odds(old_).exit_code, 0);
    old_text_ = reference::read_text(path_);
    ASSERT_NE(old_text_, new_text_);
  }

  void restore() {
    std::filesystem::remove_all(results_.root());
    std::filesystem::create_directory(results_.root());
    std::ofstream(path_) << old_text_;
  }

  // The state of the folder after a kill, and a save after it.
  void expect_sound() {
    const std::string text = reference::read_text(path_);
    EXPECT_TRUE(text == old_text_ || text == new_text_) << "half a file";
    EXPECT_EQ(torture::odds({"show", path_}).exit_code, 0);
    EXPECT_LE(faults::names_in(results_.root()).size(), 2U) << "more than one file was left";
    EXPECT_EQ(torture::odds(new_).exit_code, 0);
    EXPECT_EQ(reference::read_text(path_), new_text_);
  }

  reference::TemporaryDirectory directory_;
  reference::TemporaryDirectory results_;
  std::string path_ = results_.path("model.json");
  Words old_, new_;
  std::string old_text_, new_text_;
};

TEST_F(KilledSave, AtEveryPoint) {
  if (!faults::can_preload) GTEST_SKIP() << "nothing can be put in front of this sanitizer";
  int old_count = 0, new_count = 0;
  for (const char* call : {"open", "write", "fsync", "linkat", "close", "rename"}) {
    for (const char* point : {"kill-before", "kill-after"}) {
      for (int n = 1; n < 60; ++n) {
        restore();
        const std::string fault = std::string(call) + " " + std::to_string(n) + " " + point;
        SCOPED_TRACE(fault);
        const faults::Outcome outcome = faults::run(new_, fault);
        if (!outcome.happened) break;
        EXPECT_EQ(outcome.run.exit_code, killed);
        ++(reference::read_text(path_) == old_text_ ? old_count : new_count);
        // Only between link and rename has the new file a name of its own.
        const bool is_between =
            (fault.rfind("linkat", 0) == 0 && fault.find("after") != fault.npos) ||
            fault.rfind("close", 0) == 0 || fault == "rename 1 kill-before";
        EXPECT_LE(faults::names_in(results_.root()).size(), is_between ? 2U : 1U);
        expect_sound();
      }
    }
  }
  EXPECT_GT(old_count, 4);
  EXPECT_GT(new_count, 1);
}

TEST_F(KilledSave, WhereFilesNeedNames) {
  if (!faults::can_preload) GTEST_SKIP() << "nothing can be put in front of this sanitizer";
  // The first file that is opened for the save is the one without a name.
  for (int n = 1; n < 8; ++n) {
    restore();
    const faults::Outcome outcome = faults::run(new_, "open " + std::to_string(n) + " EIO");
    if (outcome.run.exit_code != 0) continue;
    EXPECT_EQ(reference::read_text(path_), new_text_);
    EXPECT_EQ(faults::names_in(results_.root()).size(), 1U);
  }
}

TEST_F(KilledSave, AtAnyMoment) {
  for (int i = 0; i < 40; ++i) {
    restore();
    SCOPED_TRACE(i);
    reference::Run run;
    run.arguments = {"/bin/sh", "-c",
                     "\"$0\" \"$@\" & sleep 0.0" + std::to_string(10 + i) + "; kill -9 $!; wait $!",
                     ODDS_CLI_PATH};
    run.arguments.insert(run.arguments.end(), new_.begin(), new_.end());
    reference::execute(run);
    expect_sound();
  }
}

}  // namespace
