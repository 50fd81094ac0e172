// SPDX-License-Identifier: Apache-2.0
//
// Inputs and outputs that misbehave: fields and lines without end, writers that die, paths that
// are no files, disks that are full, readers that leave.

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>
#include <nlohmann/json.hpp>

#include "malformed/torture.hpp"
#include "reference/sanitizers.hpp"

namespace {

using torture::Words;

constexpr std::size_t mebibyte = std::size_t{1} << 20;
// The program's own code and libraries, its buffers, and one record at the longest allowed.
constexpr long memory_limit_kib = 256 * 1024;

// Writes `head`, then `megabytes` of `filler`, then `tail`; stops when nobody reads.
std::function<void(int)> stream(std::string head, char filler, std::size_t megabytes,
                                std::string tail) {
  return [=](int descriptor) {
    if (!reference::write_all(descriptor, head.data(), head.size())) return;
    const std::string piece(mebibyte, filler);
    for (std::size_t i = 0; i < megabytes; ++i)
      if (!reference::write_all(descriptor, piece.data(), piece.size())) return;
    reference::write_all(descriptor, tail.data(), tail.size());
  };
}

void expect_bounded(const std::function<void(int)>& feed, const std::string& say) {
  reference::Run run;
  run.feed = feed;
  const auto outcome = torture::odds({"fit", "-", "--target", "y", "--threads", "2"}, run);
  torture::expect_refusal(outcome, say);
  EXPECT_LT(outcome.messages.size(), 1000U) << "the value was not clipped";
  if (!reference::is_sanitized) {  // shadow memory counts as resident
    EXPECT_LE(outcome.peak_rss_kib, memory_limit_kib);
  }
}

TEST(Stream, FieldOf100MegabytesIsRefusedInBoundedMemory) {
  expect_bounded(stream("y,g\n0,a\n1,\"", 'x', 100, "\"\n0,b\n"), ":3.*(long|limit|larger)");
}

TEST(Stream, LineOf200MegabytesIsRefusedInBoundedMemory) {
  expect_bounded(stream("y,g\n0,a\n1,", '7', 200, "\n"), ":3.*(long|limit|larger)");
}

TEST(Stream, HeaderOf200MegabytesIsRefusedInBoundedMemory) {
  expect_bounded(stream("y,g", 'x', 200, "\n1,2\n"), ":1.*(long|limit|larger)");
}

// A gigabyte behind an open quote: read no further than the limit, and the quote is named.
TEST(Stream, OpenQuoteIsNamedNotFollowed) {
  expect_bounded(stream("y,g\n0,a\n1,\"", 'x', 1024, ""), ":3.*(long|limit|larger|never closed)");
}

TEST(Stream, NewlinesBehindAnOpenQuoteAreNoRows) {
  expect_bounded(stream("y,g\n0,a\n1,\"", '\n', 300, ""), ":3.*(long|limit|larger|never closed)");
}

TEST(Stream, WriterThatDiesInsideALineIsSeen) {
  reference::Run run;
  run.feed = [](int descriptor) {
    const std::string text = "y,x1,x2\n0,1.5,2\n1,2.5,1\n0,0.5,3\n1,3";
    reference::write_all(descriptor, text.data(), text.size());
  };
  torture::expect_refusal(torture::odds({"fit", "-", "--target", "y"}, run),
                          ":5: expected 3 fields, found 2");
}

TEST(Stream, OneByteAtATimeIsStillAFile) {
  const reference::TemporaryDirectory directory;
  const Words options = {"--target", "y", "--l2", "0.1", "--json"};
  Words file = {"fit", directory.write("plain.csv", torture::plain)}, pipe = {"fit", "-"};
  for (Words* words : {&file, &pipe}) words->insert(words->end(), options.begin(), options.end());
  reference::Run run;
  run.feed = [](int descriptor) {
    for (const char byte : torture::plain) {
      reference::write_all(descriptor, &byte, 1);
      ::usleep(200);
    }
  };
  const auto expected = torture::odds(file), outcome = torture::odds(pipe, run);
  EXPECT_EQ(outcome.exit_code, 0) << outcome.messages;
  EXPECT_EQ(nlohmann::json::parse(outcome.output).at("terms"),
            nlohmann::json::parse(expected.output).at("terms"));
}

TEST(Stream, EmptyPipeIsRefused) {
  torture::expect_refusal(torture::odds({"fit", "-", "--target", "y"}), "empty");
}

TEST(Path, ThatIsNoReadableFileIsRefused) {
  const reference::TemporaryDirectory directory;
  torture::expect_fit_refused(directory, directory.root().string(), {"--target", "y"},
                              "is a directory");
  torture::expect_fit_refused(directory, directory.path("nope.csv"), {"--target", "y"},
                              "[Nn]o such file");
  torture::expect_fit_refused(directory, "/dev/null", {"--target", "y"}, "empty");
  const auto secret = directory.write("secret.csv", torture::plain);
  std::filesystem::permissions(secret, std::filesystem::perms::none);
  if (::access(secret.c_str(), R_OK) == 0) GTEST_SKIP() << "this user may read everything";
  torture::expect_fit_refused(directory, secret, {"--target", "y"}, "[Pp]ermission");
}

TEST(Path, WithControlBytesIsPrintedSafely) {
  torture::expect_refusal(torture::odds({"fit", "no\nsuch\x1b[31mfile", "--target", "y"}),
                          "[Nn]o such file");
}

// A model that can be used, for the tests of outputs.
std::string fitted_model(const reference::TemporaryDirectory& directory) {
  const auto data = directory.write("plain.csv", torture::plain);
  const auto model = directory.path("model.json");
  const auto outcome =
      torture::odds({"fit", data, "--target", "y", "--l2", "0.1", "--quiet", "-o", model});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.messages;
  return model;
}

TEST(Output, ThatCantBeWrittenIsRefusedAndLeavesNothing) {
  const reference::TemporaryDirectory directory;
  const auto data = directory.write("plain.csv", torture::plain);
  const auto target = directory.path("no/such/directory/model.json");
  const auto outcome = torture::odds({"fit", data, "--target", "y", "--l2", "0.1", "-o", target});
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_TRUE(torture::is_one_line(outcome.messages)) << outcome.messages;
  EXPECT_TRUE(torture::matches(outcome.messages, "model\\.json.*([Nn]o such|directory)"))
      << outcome.messages;
  EXPECT_FALSE(std::filesystem::exists(directory.path("no")));
}

TEST(Output, FullDiskIsAnError) {
  if (::access("/dev/full", W_OK) != 0) GTEST_SKIP() << "no /dev/full";
  const reference::TemporaryDirectory directory;
  const auto model = fitted_model(directory);
  reference::Run run;
  run.output = "/dev/full";
  const auto data = directory.path("plain.csv");
  for (const Words& words : {Words{"predict", model, data}, Words{"show", model},
                             Words{"fit", data, "--target", "y", "--l2", "0.1"},
                             Words{"inspect", data}, Words{"--help"}}) {
    const auto outcome = torture::odds(words, run);
    EXPECT_EQ(outcome.exit_code, 1) << words[0];
    EXPECT_TRUE(torture::matches(outcome.messages, "No space")) << words[0] << outcome.messages;
    EXPECT_TRUE(torture::is_one_line(outcome.messages)) << outcome.messages;
  }
}

// DATA may be a pipe with a name: read once, in order, with the same result.
TEST(Stream, PipeWithAName) {
  const reference::TemporaryDirectory directory;
  const auto data = directory.write("plain.csv", torture::plain);
  const auto pipe = directory.path("pipe.csv");
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  const auto fit = [&](const std::string& path) {
    return torture::odds({"fit", path, "--target", "y", "--l2", "0.1", "--json"});
  };
  auto expected = nlohmann::json::parse(fit(data).output);
  std::thread writer([&] {
    const int end = ::open(pipe.c_str(), O_WRONLY | O_CLOEXEC);
    reference::write_all(end, torture::plain.data(), torture::plain.size());
    ::close(end);
  });
  const auto outcome = fit(pipe);
  writer.join();
  ASSERT_EQ(outcome.exit_code, 0) << outcome.messages;
  auto json = nlohmann::json::parse(outcome.output);
  for (const char* field : {"source", "command"}) {
    json.erase(field);
    expected.erase(field);
  }
  EXPECT_EQ(json, expected);
}

// Columns that are not used are not parsed, in standard input as in a file.
TEST(Stream, UnusedColumnThatIsBad) {
  std::string text = "y,x1,bad\n";
  std::istringstream lines(torture::plain);
  std::string line;
  std::getline(lines, line);
  for (int row = 0; std::getline(lines, line); ++row) {
    text += line.substr(0, line.rfind(',')) + "," + (row % 2 == 0 ? "1e999" : "text") + "\n";
  }
  reference::Run run;
  run.feed = [&](int end) { reference::write_all(end, text.data(), text.size()); };
  const Words words = {"fit", "-", "--target", "y", "--l2", "0.1"};
  Words chosen = words;
  chosen.insert(chosen.end(), {"--features", "x1"});
  EXPECT_EQ(torture::odds(chosen, run).exit_code, 0) << torture::odds(chosen, run).messages;
  torture::expect_refusal(torture::odds(words, run), "\"bad\" mixes numbers and text|too large");
}

// `odds predict MODEL DATA | head -1`: the reader leaves; the program ends without a word.
TEST(Output, ReaderThatLeavesIsNoError) {
  const reference::TemporaryDirectory directory;
  const auto model = fitted_model(directory);
  std::string rows = "x1,x2\n";
  for (int i = 0; i < 200'000; ++i) rows += "1.5,2\n";
  const auto data = directory.write("rows.csv", rows);
  reference::Run run;
  run.arguments = {"/bin/sh", "-c", "\"$ODDS\" predict \"$MODEL\" \"$DATA\" | head -1"};
  run.environment = {{"ODDS", ODDS_CLI_PATH}, {"MODEL", model}, {"DATA", data}};
  const auto outcome = reference::execute(run);
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_EQ(outcome.output, "row,probability\n");
  EXPECT_EQ(outcome.messages, "");
}

TEST(Output, SameFileAsAnInputIsRefused) {
  const reference::TemporaryDirectory directory;
  const auto model = fitted_model(directory);
  const auto data = directory.path("plain.csv");
  std::filesystem::create_symlink(data, directory.path("other-name.csv"));
  for (const auto& output : {data, directory.path("other-name.csv"), model})
    torture::expect_refusal(torture::odds({"predict", model, data, "-o", output}), "same file", 2);
  torture::expect_refusal(torture::odds({"fit", data, "--target", "y", "--l2", "0.1", "-o", data}),
                          "same file", 2);
  EXPECT_EQ(reference::read_text(data), torture::plain);
}

TEST(Locale, ChangesNothing) {
  const reference::TemporaryDirectory directory;
  const auto data = directory.write("plain.csv", torture::plain);
  const auto fit_under = [&](const std::string& locale) {
    reference::Run run;
    run.environment = {{"LC_ALL", locale}, {"LANG", locale}};
    const auto model = directory.path("model.json");
    Words words = {"fit", data, "--target", "y", "--l2", "0.1", "-o", model};
    const auto fitted = torture::odds(words, run);
    const auto scores = torture::odds({"predict", model, data}, run);
    EXPECT_EQ(fitted.exit_code, 0) << fitted.messages;
    EXPECT_EQ(scores.exit_code, 0) << scores.messages;
    return fitted.output + reference::read_text(model) + scores.output;
  };
  const auto expected = fit_under("C");
  // A locale that is not installed is ignored by the system, and must still change nothing.
  for (const char* locale : {"de_DE.UTF-8", "tr_TR.UTF-8", "C.UTF-8"})
    EXPECT_EQ(fit_under(locale), expected) << locale;
}

TEST(Fit, OneIterationIsReportedAndExits1) {
  const reference::TemporaryDirectory directory;
  const auto data = directory.write("plain.csv", torture::plain);
  const auto model = directory.path("model.json");
  const auto outcome =
      torture::odds({"fit", data, "--target", "y", "--max-iterations", "1", "-o", model, "--json"});
  EXPECT_EQ(outcome.exit_code, 1);
  const auto json = nlohmann::json::parse(outcome.output);
  EXPECT_FALSE(json.at("converged").get<bool>());
  EXPECT_EQ(json.at("stop_reason"), "max_iterations");
  EXPECT_TRUE(std::filesystem::exists(model));
  const auto text = torture::odds({"fit", data, "--target", "y", "--max-iterations", "1"});
  EXPECT_EQ(text.exit_code, 1);
  EXPECT_TRUE(torture::matches(text.output + text.messages, "[Nn]ot converged after 1"))
      << text.output << text.messages;
}

}  // namespace
