// SPDX-License-Identifier: Apache-2.0
//
// The same bits: a fit's model text is equal for every number of threads, for a file, a pipe and
// compressed copies, for a table in memory, and for each kernel target that this machine has.

#include <fstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <zlib.h>
#include <zstd.h>

#include <odds/model.hpp>
#include <odds/read.hpp>

#include "reference/process.hpp"
#include "reference/simulate.hpp"

namespace {

// Three full blocks and a ragged tail, so that the tree of partial sums is not a power of two.
constexpr std::size_t row_count = 3 * odds::block_rows + 1234;

// y, a category, and roles; long fields at the end vary the length of the lines.
const std::string& csv() {
  static const std::string text = [] {
    const auto table = reference::simulate(row_count, 6, 81);
    std::string result = "y,x1,x2,x3,x4,x5,x6,w,o,colour\n";
    for (std::size_t i = 0; i < table.rows(); ++i) {
      for (const char* name : {"y", "x1", "x2", "x3", "x4", "x5", "x6", "w", "o"})
        result += std::to_string(table.column(name)[i] * (name[0] == 'x' ? 1.7 : 1)) + ",";
      result += std::string(i % 7 == 0 ? "\"deep, red\"" : i % 3 == 0 ? "blue" : "green") + "\n";
    }
    return result;
  }();
  return text;
}

odds::FitOptions options() {
  odds::FitOptions result;
  result.target = "y";
  result.weights = "w";
  result.offset = "o";
  return result;
}

// All of a model but the words that name where it came from.
std::string text_of(odds::FittedModel model) {
  EXPECT_TRUE(model.converged) << model.stop_reason;
  model.command.clear();
  model.source.clear();
  return odds::model_to_text(model);
}

std::string fit_file(const std::string& path, unsigned threads) {
  odds::RunOptions run;
  run.threads = threads;
  return text_of(odds::fit(path, {}, options(), run));
}

std::string gzipped(const std::string& text) {
  z_stream stream{};
  if (deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK) return "";
  std::string result(deflateBound(&stream, text.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(result.data());
  stream.avail_out = static_cast<uInt>(result.size());
  deflate(&stream, Z_FINISH);
  result.resize(stream.total_out);
  deflateEnd(&stream);
  return result;
}

std::string zstandard(const std::string& text) {
  std::string result(ZSTD_compressBound(text.size()), '\0');
  result.resize(ZSTD_compress(result.data(), result.size(), text.data(), text.size(), 3));
  return result;
}

class SameBits : public testing::Test {
 protected:
  const reference::TemporaryDirectory directory;
  const std::string path = directory.write("data.csv", csv());
  const std::string expected = fit_file(path, 1);
};

TEST_F(SameBits, ForAnyNumberOfThreads) {
  for (const unsigned threads : {2U, 3U, 4U, 8U})
    EXPECT_EQ(fit_file(path, threads), expected) << threads << " threads";
}

TEST_F(SameBits, ForCompressedCopies) {
  const std::string gzip = gzipped(csv());
  EXPECT_EQ(fit_file(directory.write("data.gz", gzip), 3), expected);
  EXPECT_EQ(fit_file(directory.write("data.zst", zstandard(csv())), 3), expected);
  // Two members, as `cat a.gz b.gz` makes them.
  const std::size_t half = csv().size() / 2;
  const std::string members = gzipped(csv().substr(0, half)) + gzipped(csv().substr(half));
  EXPECT_EQ(fit_file(directory.write("members.gz", members), 2), expected);
}

TEST_F(SameBits, ForATableInMemoryTheEstimatesAgree) {
  odds::RunOptions run;
  run.threads = 2;
  const auto read = odds::read_csv(path, {}, {}, run);
  const auto model = odds::fit(read.table, options(), run);
  const auto file = odds::model_from_text(expected, "expected");
  ASSERT_EQ(model.terms.size(), file.terms.size());
  for (std::size_t j = 0; j < model.terms.size(); ++j) {
    EXPECT_EQ(model.terms[j].estimate, file.terms[j].estimate) << model.terms[j].term;
    EXPECT_EQ(model.terms[j].std_error, file.terms[j].std_error) << model.terms[j].term;
  }
  EXPECT_EQ(model.log_likelihood, file.log_likelihood);
}

TEST_F(SameBits, ForLineEndsAndByteOrderMark) {
  std::string crlf;
  for (const char byte : csv()) crlf += byte == '\n' ? std::string("\r\n") : std::string(1, byte);
  for (const std::string& text : {crlf, "\xEF\xBB\xBF" + csv()}) {
    auto model = odds::model_from_text(fit_file(directory.write("other.csv", text), 2), "other");
    model.fingerprint = odds::model_from_text(expected, "expected").fingerprint;
    EXPECT_EQ(text_of(model), expected);
  }
}

#ifdef ODDS_CLI_PATH

// The model that the program writes, and its exit code.
struct Fitted {
  reference::Outcome outcome;
  std::string text;
};

Fitted fit_with_program(const reference::TemporaryDirectory& directory, const std::string& data,
                        reference::Run run) {
  const std::string model = directory.path("model.json");
  std::filesystem::remove(model);
  run.arguments = {ODDS_CLI_PATH, "fit",      data, "--target", "y",  "--weights",
                   "w",           "--offset", "o",  "--quiet",  "-o", model};
  Fitted fitted;
  fitted.outcome = reference::execute(run);
  if (std::filesystem::exists(model)) fitted.text = text_of(odds::load_model(model));
  return fitted;
}

TEST_F(SameBits, ForTheProgram) {
  const auto fitted = fit_with_program(directory, path, {});
  ASSERT_EQ(fitted.outcome.exit_code, 0) << fitted.outcome.messages;
  EXPECT_EQ(fitted.text, expected);
}

TEST_F(SameBits, ForAPipeHoweverItIsCut) {
  for (const std::size_t piece : {std::size_t{1} << 20, std::size_t{4093}, std::size_t{17}}) {
    reference::Run run;
    run.feed = [piece](int descriptor) {
      for (std::size_t at = 0; at < csv().size(); at += piece)
        if (!reference::write_all(descriptor, csv().data() + at,
                                  std::min(piece, csv().size() - at)))
          return;
    };
    const auto fitted = fit_with_program(directory, "-", run);
    ASSERT_EQ(fitted.outcome.exit_code, 0) << fitted.outcome.messages;
    EXPECT_EQ(fitted.text, expected) << "pieces of " << piece;
  }
}

TEST_F(SameBits, ForACompressedPipe) {
  const std::string compressed = gzipped(csv());
  reference::Run run;
  run.feed = [&](int descriptor) {
    reference::write_all(descriptor, compressed.data(), compressed.size());
  };
  const auto fitted = fit_with_program(directory, "-", run);
  ASSERT_EQ(fitted.outcome.exit_code, 0) << fitted.outcome.messages;
  EXPECT_EQ(fitted.text, expected);
}

class SameBitsForKernels : public SameBits, public testing::WithParamInterface<const char*> {};

TEST_P(SameBitsForKernels, OfATarget) {
  reference::Run run;
  run.environment["ODDS_KERNELS"] = GetParam();
  const auto fitted = fit_with_program(directory, path, run);
  if (fitted.outcome.exit_code == 2) {
    EXPECT_NE(fitted.outcome.messages.find("ODDS_KERNELS"), std::string::npos);
    EXPECT_NE(std::string(GetParam()), "portable") << "every machine has the portable kernels";
    GTEST_SKIP() << "this machine lacks " << GetParam();
  }
  ASSERT_EQ(fitted.outcome.exit_code, 0) << fitted.outcome.messages;
  EXPECT_EQ(fitted.text, expected);
}

INSTANTIATE_TEST_SUITE_P(Targets, SameBitsForKernels,
                         testing::Values("portable", "avx2", "avx512", "neon"),
                         [](const auto& instance) { return std::string(instance.param); });

TEST_F(SameBits, AnUnknownKernelTargetIsWrongUsage) {
  reference::Run run;
  run.environment["ODDS_KERNELS"] = "abacus";
  const auto fitted = fit_with_program(directory, path, run);
  EXPECT_EQ(fitted.outcome.exit_code, 2);
  EXPECT_NE(fitted.outcome.messages.find("abacus"), std::string::npos) << fitted.outcome.messages;
  EXPECT_TRUE(fitted.text.empty());
}

#endif  // ODDS_CLI_PATH

}  // namespace
