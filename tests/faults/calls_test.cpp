// SPDX-License-Identifier: Apache-2.0
//
// The n-th read, write, open ... fails, for every n that a run has. Each run ends with the right
// result, or with one line that names the file and the cause; what it writes is there whole or not
// at all. Interruptions and short transfers change nothing.
#include <csignal>
#include <cstring>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "faults/program.hpp"
#include "property/read_input.hpp"

namespace {

using faults::Words;

struct Work {
  std::string name;
  Words arguments;
  std::string input;   // standard input, if not empty
  std::string result;  // the file it writes, or ""
};

class CallFault : public testing::Test {
 protected:
  void SetUp() override {
    if (!faults::can_preload) GTEST_SKIP() << "nothing can be put in front of this sanitizer";
    const std::string text = faults::table(30'000);  // three pieces
    const std::string data = directory_.write("data.csv", text);
    const std::string gzip = directory_.write("data.csv.gz", test_input::gzip(text));
    const std::string zstd = directory_.write("data.csv.zst", test_input::zstd(text));
    const std::string model = directory_.path("model.json");
    ASSERT_EQ(torture::odds({"fit", data, "--target", "y", "--drop", "id", "-o", model}).exit_code,
              0);
    const auto fit = [&](const std::string& path) {
      return Words{"fit", path, "--target", "y", "--drop", "id", "--threads", "3"};
    };
    const auto kept = [&](Words words) {
      words.insert(words.end(), {"-o", out_});
      return words;
    };
    works_ = {
        {"fit of a file", kept(fit(data)), "", out_},
        {"fit of a pipe", fit("-"), data, ""},
        {"fit of gzip", fit(gzip), "", ""},
        {"fit of zstd", fit(zstd), "", ""},
        {"predict to a file", {"predict", model, data, "--threads", "2", "-o", out_}, "", out_},
        {"predict to stdout", {"predict", model, gzip, "--threads", "2"}, "", ""},
        {"show", {"show", model}, "", ""},
    };
  }

  // The outcome, with what the file holds behind what was printed; the file is gone afterwards.
  std::pair<faults::Outcome, std::string> run(const Work& work, const std::string& fault) {
    reference::Run settings;
    if (!work.input.empty()) settings.input = work.input;
    const faults::Outcome outcome = faults::run(work.arguments, fault, settings);
    std::string all = outcome.run.output;
    if (!work.result.empty() && std::filesystem::exists(work.result)) {
      all += "\n" + reference::read_text(work.result);
      std::filesystem::remove(work.result);
    }
    return {outcome, all};
  }

  // Every n of a call, one `action` each; `say` is what a refusal must contain. A run that goes
  // well all the same has the right result.
  void try_all(const std::string& call, const std::string& action, const std::string& say,
               bool must_go_well = false) {
    int count = 0;
    for (const Work& work : works_) {
      const std::string expected = run(work, "").second;
      const std::size_t files = faults::names_in(directory_.root()).size();
      for (int n = 1; n < 400; n += 1 + n / 12) {
        const std::string fault = call + " " + std::to_string(n) + " " + action;
        SCOPED_TRACE(work.name + ": " + fault);
        const auto [outcome, result] = run(work, fault);
        EXPECT_EQ(faults::names_in(directory_.root()).size(), files) << "something was left";
        if (outcome.run.exit_code == 0) {
          EXPECT_TRUE(result == expected) << "another result";
        } else {
          EXPECT_FALSE(must_go_well) << outcome.run.messages;
          EXPECT_EQ(outcome.run.exit_code, 1);
          EXPECT_TRUE(torture::is_one_line(outcome.run.messages)) << outcome.run.messages;
          EXPECT_NE(outcome.run.messages.find(say), std::string::npos) << outcome.run.messages;
        }
        if (!outcome.happened) break;
        ++count;
      }
    }
    EXPECT_GT(count, 0) << "nothing went wrong";
  }

  reference::TemporaryDirectory directory_;
  reference::TemporaryDirectory results_;
  std::string out_ = results_.path("out");
  std::vector<Work> works_;
};

TEST_F(CallFault, InterruptionsChangeNothing) {
  for (const char* call : {"read", "pread", "write", "open", "fsync", "close"}) {
    try_all(call, "EINTR", "", true);
  }
}

TEST_F(CallFault, ShortTransfersChangeNothing) {
  for (const char* call : {"read", "pread", "write"}) try_all(call, "short", "", true);
}

TEST_F(CallFault, WaitingChangesNothing) {
  works_.erase(works_.begin());      // files are never in this state
  works_.erase(works_.begin() + 3);  // so what is written into one fails
  try_all("write", "EAGAIN", "", true);
  works_ = {works_[0]};
  try_all("read", "EAGAIN", "", true);
}

TEST_F(CallFault, Reading) {
  for (const char* call : {"read", "pread"}) try_all(call, "EIO", "Input/output error");
}

TEST_F(CallFault, Opening) {
  try_all("open", "EACCES", "ermission denied");
  try_all("open", "EMFILE", "Too many open files");
}

TEST_F(CallFault, Writing) {
  try_all("write", "ENOSPC", "No space left on device");
  try_all("write", "EIO", "Input/output error");
}

TEST_F(CallFault, KeepingWhatWasWritten) {
  for (const char* call : {"fsync", "close", "linkat", "rename"}) {
    try_all(call, "EIO", "Input/output error");
  }
  try_all("fsync", "EDQUOT", "Disk quota exceeded");
  // The first of each is what makes the file safe: without it there is none.
  for (const char* call : {"fsync", "linkat", "rename"}) {
    const auto [outcome, result] = run(works_[4], std::string(call) + " 1 EIO");
    EXPECT_EQ(outcome.run.exit_code, 1) << call;
    EXPECT_EQ(result, "") << call;
  }
}

TEST_F(CallFault, MemoryAndThreads) {
  try_all("mmap", "ENOMEM", "not enough memory");
  try_all("thread", "EAGAIN", "", true);
  try_all("thread", "ENOMEM", "", true);
}

// Whatever is refused for good: no folder for files without a name, no threads, no room.
TEST_F(CallFault, FromNowOn) {
  for (const Work& work : works_) {
    SCOPED_TRACE(work.name);
    const std::string expected = run(work, "").second;
    const auto [alone, result] = run(work, "thread 1+ EAGAIN");
    EXPECT_EQ(alone.run.exit_code, 0) << alone.run.messages;
    EXPECT_TRUE(result == expected);
    const auto [full, nothing] = run(work, "write 1+ ENOSPC");
    EXPECT_EQ(full.run.exit_code, 1);
    EXPECT_EQ(nothing, "");
  }
}

// What the kernel does to a process from outside.
reference::Outcome in_shell(const std::string& script, const Words& arguments) {
  reference::Run run;
  run.arguments = {"/bin/sh", "-c", script, ODDS_CLI_PATH};
  run.arguments.insert(run.arguments.end(), arguments.begin(), arguments.end());
  return reference::execute(run);
}

TEST_F(CallFault, StandardOutputThatIsClosed) {
  for (const Work& work : works_) {
    if (!work.input.empty()) continue;
    SCOPED_TRACE(work.name);
    const auto outcome = in_shell("exec \"$0\" \"$@\" >&-", work.arguments);
    if (outcome.exit_code == 0) {  // it had nothing to print
      EXPECT_EQ(outcome.messages, "");
      continue;
    }
    EXPECT_EQ(outcome.exit_code, 1);
    EXPECT_TRUE(torture::is_one_line(outcome.messages)) << outcome.messages;
    EXPECT_NE(outcome.messages.find("standard output"), std::string::npos) << outcome.messages;
    if (work.result.empty()) continue;
    EXPECT_EQ(reference::read_text(work.result).rfind("{", 0), 0U) << "the page is in the model";
    std::filesystem::remove(work.result);
  }
}

TEST_F(CallFault, AllThreeClosed) {
  const Words& predict = works_[4].arguments;
  EXPECT_EQ(in_shell("exec \"$0\" \"$@\" <&- >&- 2>&-", predict).exit_code, 0);
  EXPECT_EQ(reference::read_text(out_).rfind("row,probability\n1,0.", 0), 0U);
}

TEST_F(CallFault, ALimitOnTheSizeOfFiles) {
  const auto outcome = in_shell("ulimit -f 8; exec \"$0\" \"$@\"", works_[4].arguments);
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_TRUE(torture::is_one_line(outcome.messages)) << outcome.messages;
  EXPECT_NE(outcome.messages.find("File too large"), std::string::npos) << outcome.messages;
  EXPECT_TRUE(faults::names_in(results_.root()).empty());
}

// Address space from far too little up to enough, as a machine with little memory has it.
TEST_F(CallFault, LittleMemory) {
  if (reference::is_sanitized) GTEST_SKIP() << "the sanitizer needs the address space";
  int refusals = 0;
  for (int kibibytes = 5'000;; kibibytes += 250) {
    SCOPED_TRACE(kibibytes);
    ASSERT_LT(kibibytes, 2'000'000);
    const auto outcome = in_shell("ulimit -v " + std::to_string(kibibytes) + "; exec \"$0\" \"$@\"",
                                  works_[0].arguments);
    if (outcome.exit_code == 0) break;
    // 126 and 127: not even the program and its libraries fit.
    if (outcome.exit_code == 126 || outcome.exit_code == 127) continue;
    if (outcome.messages.find("odds:") == std::string::npos) continue;  // nor do theirs
    ++refusals;
    EXPECT_EQ(outcome.exit_code, 1);
    EXPECT_TRUE(torture::is_one_line(outcome.messages)) << outcome.messages;
    EXPECT_NE(outcome.messages.find("memory"), std::string::npos) << outcome.messages;
    EXPECT_TRUE(faults::names_in(results_.root()).empty());
  }
  EXPECT_GT(refusals, 3);
}

// Every allocation from the n-th on fails, those of the error message among them.
TEST_F(CallFault, NoMemoryFromNowOn) {
  if (reference::is_sanitized) GTEST_SKIP() << "the sanitizer allocates";
  for (Work& work : works_) {
    SCOPED_TRACE(work.name);
    const std::string expected = run(work, "").second;
    for (int n = 1;; n += 1 + n / 6) {
      SCOPED_TRACE(n);
      const auto [outcome, result] = run(work, "malloc " + std::to_string(n) + "+ ENOMEM");
      EXPECT_TRUE(faults::names_in(results_.root()).empty());
      if (outcome.run.exit_code == 0) {
        EXPECT_TRUE(result == expected);
      } else {
        EXPECT_EQ(outcome.run.exit_code, 1);
        EXPECT_TRUE(torture::is_one_line(outcome.run.messages)) << outcome.run.messages;
        EXPECT_NE(outcome.run.messages.find("memory"), std::string::npos) << outcome.run.messages;
      }
      if (!outcome.happened) break;
    }
  }
}

}  // namespace
