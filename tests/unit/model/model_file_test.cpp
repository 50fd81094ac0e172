// SPDX-License-Identifier: Apache-2.0
//
// The model file round trip, and what it refuses.
#include <bit>
#include <cmath>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <limits>
#include <random>
#include <string>

#include <gtest/gtest.h>

#include <odds/model.hpp>

#include "model/model_file_json.hpp"
#include "model/model_file_scan.hpp"
#include "reference/sanitizers.hpp"
#include "unit/report/sample_model.hpp"

namespace {

using odds::FittedModel;
using odds::model_from_text;
using odds::model_to_text;

// The line that loading `text` is refused with, "" if it is not.
std::string refusal(const std::string& text) {
  try {
    model_from_text(text, "m.json");
  } catch (const odds::Error& error) {
    EXPECT_EQ(error.fault(), odds::Fault::refused);
    EXPECT_EQ(error.code().rfind("model.", 0), 0U) << error.code();
    EXPECT_EQ(error.line().find('\n'), std::string::npos);
    return error.line();
  }
  return "";
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

// Puts in the checksum that fits, as a stranger would.
std::string resealed(std::string text) {
  const std::uint64_t hash = odds::model_file::scan_text(text, "m").hash;
  const std::size_t at = text.rfind("\"checksum\": \"") + 13;
  return text.replace(at, 16, odds::model_file::checksum_value(hash));
}

#define EXPECT_SAYS(line, part) EXPECT_NE((line).find(part), std::string::npos) << (line)

TEST(ModelFile, KeepsEveryFieldBitByBit) {
  const FittedModel model = sample::model();
  const std::string text = model_to_text(model);
  const FittedModel back = model_from_text(text, "m.json");
  EXPECT_EQ(model_to_text(back), text);
  EXPECT_EQ(back.command, model.command);
  EXPECT_EQ(back.fingerprint.hash, model.fingerprint.hash);
  EXPECT_EQ(back.columns.at(0).levels, model.columns.at(0).levels);
  EXPECT_EQ(back.columns.at(1).fill, model.columns.at(1).fill);
  EXPECT_EQ(back.missing, model.missing);
  EXPECT_EQ(back.correlation, model.correlation);
  ASSERT_EQ(back.terms.size(), model.terms.size());
  for (std::size_t i = 0; i < model.terms.size(); ++i) {
    EXPECT_EQ(std::bit_cast<std::uint64_t>(back.terms[i].estimate),
              std::bit_cast<std::uint64_t>(model.terms[i].estimate));
    EXPECT_EQ(back.terms[i].std_error, model.terms[i].std_error);
  }
  EXPECT_EQ(back.notes.at(0).message, model.notes.at(0).message);
  EXPECT_EQ(back.certificate.objective_gap, model.certificate.objective_gap);
}

// Torture case model.roundtrip: doubles of every size, -0 and denormals among them.
TEST(ModelFile, RoundTripsRandomDoublesToEqualBytes) {
  std::mt19937_64 generator(20240229);
  for (int round = 0; round < 500; ++round) {
    FittedModel model = sample::model();
    for (odds::Term& term : model.terms) {
      do {
        term.estimate = std::bit_cast<double>(generator());
      } while (!std::isfinite(term.estimate));
    }
    model.terms[1].estimate = std::bit_cast<double>(generator() >> 12U);  // a denormal
    model.terms[2].estimate = -0.0;
    model.terms[3].estimate = static_cast<double>(generator());  // a whole number beyond 2^53
    model.terms[4].estimate = -static_cast<double>(generator());
    const std::string text = model_to_text(model);
    const FittedModel back = model_from_text(text, "m.json");
    for (std::size_t i = 0; i < model.terms.size(); ++i) {
      ASSERT_EQ(std::bit_cast<std::uint64_t>(back.terms[i].estimate),
                std::bit_cast<std::uint64_t>(model.terms[i].estimate));
    }
    ASSERT_EQ(model_to_text(back), text);
  }
}

TEST(ModelFile, WritesShortestDigits) {
  using odds::model_file::json_text;
  EXPECT_EQ(json_text({{"x", 0.1}}), "{\n  \"x\": 0.1\n}");
  EXPECT_EQ(json_text({{"x", 5e-324}}), "{\n  \"x\": 5e-324\n}");
  EXPECT_EQ(json_text({{"x", -0.0}}), "{\n  \"x\": -0.0\n}");
  EXPECT_EQ(json_text({{"x", 9.5e-7}}), "{\n  \"x\": 9.5e-07\n}");
  EXPECT_EQ(json_text({{"x", std::nan("")}}), "{\n  \"x\": null\n}");
}

TEST(ModelFile, ReadsFilesWithoutTheFieldsThatCameLater) {
  const FittedModel model =
      odds::load_model(std::string(ODDS_SOURCE_DIR) + "/tests/data/titanic_model_1.json");
  EXPECT_EQ(model.terms.size(), 6U);
  EXPECT_EQ(model.interval, "wald");
  EXPECT_EQ(model.vce, "oim");
  EXPECT_TRUE(model.joint_tests.empty());
  EXPECT_TRUE(std::isnan(model.tests.score.statistic));
  EXPECT_TRUE(std::isnan(model.r2.tjur));
  EXPECT_TRUE(std::isnan(model.terms[1].standardised));
  EXPECT_TRUE(std::isnan(model.centred_intercept_std_error));
  EXPECT_TRUE(model.centred_intercept_correlation.empty());
  EXPECT_EQ(model_to_text(model_from_text(model_to_text(model), "again")), model_to_text(model));
}

TEST(ModelFile, ChecksTheCentredIntercept) {
  FittedModel model = sample::model();
  model.centred_intercept_std_error = 0.25;
  model.centred_intercept_correlation.assign(7, -0.5);
  const FittedModel back = model_from_text(model_to_text(model), "m.json");
  EXPECT_EQ(back.centred_intercept_std_error, 0.25);
  EXPECT_EQ(back.centred_intercept_correlation, model.centred_intercept_correlation);
  model.centred_intercept_correlation.pop_back();
  EXPECT_SAYS(refusal(model_to_text(model)), "centred_intercept_correlation has 6");
  model.centred_intercept_correlation.assign(7, 1.5);
  EXPECT_SAYS(refusal(model_to_text(model)), "must be a list of correlations");
  model.centred_intercept_correlation.clear();
  model.centred_intercept_std_error = -1;
  EXPECT_SAYS(refusal(model_to_text(model)), "centred_intercept_std_error must be 0 or more");
}

TEST(ModelFile, KnowsTheWordsOfInference) {
  FittedModel model = sample::model();
  model.interval = "bootstrap";
  EXPECT_SAYS(refusal(model_to_text(model)), "interval must be wald or profile");
  model.interval = "profile";
  model.vce = "hc9";
  EXPECT_SAYS(refusal(model_to_text(model)), "vce must be one of oim, hc0, hc1, cluster");
  model.vce = "cluster";
  model.cluster = "firm";
  model.cluster_count = 12;
  model.tests.score = {3.5, 2, 0.17};
  model.joint_tests = {{"class", 3, 1.5, 0.68, odds::not_applicable, odds::not_applicable}};
  model.r2.tjur = 0.25;
  model.terms[1].standardised = -0.5;
  const FittedModel back = model_from_text(model_to_text(model), "m.json");
  EXPECT_EQ(back.cluster, "firm");
  EXPECT_EQ(back.cluster_count, 12U);
  EXPECT_EQ(back.tests.score.statistic, 3.5);
  EXPECT_EQ(back.joint_tests.at(0).wald_p_value, 0.68);
  EXPECT_EQ(back.r2.tjur, 0.25);
  EXPECT_EQ(back.terms[1].standardised, -0.5);
}

TEST(ModelFile, KeepsOneSidedIntervals) {
  const double infinity = std::numeric_limits<double>::infinity();
  FittedModel model = sample::model();
  model.interval = "profile";
  model.terms[1].conf_low = -infinity;
  model.terms[1].odds_ratio_low = 0;
  model.terms[2].conf_high = infinity;
  model.terms[2].odds_ratio_high = infinity;
  model.terms[3].conf_high = odds::not_applicable;
  const FittedModel back = model_from_text(model_to_text(model), "m.json");
  EXPECT_EQ(back.interval, "profile");
  EXPECT_EQ(back.terms[1].conf_low, -infinity);
  EXPECT_EQ(back.terms[1].odds_ratio_low, 0);
  EXPECT_EQ(back.terms[2].conf_high, infinity);
  EXPECT_EQ(back.terms[2].odds_ratio_high, infinity);
  EXPECT_TRUE(std::isnan(back.terms[3].conf_high));
}

TEST(ModelFile, KeepsLimitsOfSeparatedTerms) {
  FittedModel model = sample::model();
  model.separated = true;
  model.terms[1].estimate = odds::not_applicable;
  model.terms[1].std_error = odds::not_applicable;
  model.terms[1].limit = "-inf";
  const std::string text = model_to_text(model);
  const FittedModel back = model_from_text(text, "m.json");
  EXPECT_EQ(back.terms[1].limit, "-inf");
  EXPECT_TRUE(std::isnan(back.terms[1].estimate));
  EXPECT_TRUE(std::isnan(back.correlation[8]));
  EXPECT_EQ(model_to_text(back), text);
}

TEST(ModelFile, NamesOfAnyKindSurvive) {
  FittedModel model = sample::model();
  for (const char* name : {"a\"b\\c", "line\nbreak", "\x1B[31mred", "Größe", "__proto__",
                           "</script>", "\xF0\x9F\x9A\xA2"}) {
    model.columns[0].name = name;
    for (odds::Term& term : model.terms) {
      if (!term.level.empty() && term.column != "age" && term.column != "married") {
        term.column = name;
      }
    }
    EXPECT_EQ(model_from_text(model_to_text(model), "m").columns[0].name, name);
  }
}

TEST(ModelFile, BytesThatAreNotUtf8AreReplacedOnce) {
  FittedModel model = sample::model();
  model.source = "caf\xE9.csv";
  const std::string text = model_to_text(model);
  EXPECT_EQ(model_to_text(model_from_text(text, "m")), text);
}

TEST(ModelFile, LeavesOutTheCorrelationsOfVeryManyTerms) {
  FittedModel model = sample::model();
  for (int i = 0; i < 4'000; ++i) {
    odds::ColumnEncoding column;
    column.name = "x" + std::to_string(i);
    model.columns.push_back(column);
    model.terms.push_back(sample::term(column.name.c_str(), column.name.c_str(), "", 1.0, 1.0));
  }
  model.correlation.assign(model.terms.size() * model.terms.size(), 0.0);
  const std::string text = model_to_text(model);
  const FittedModel back = model_from_text(text, "m");
  EXPECT_TRUE(back.correlation.empty());
  EXPECT_EQ(back.notes.back().code, "model.correlation_left_out");
  EXPECT_EQ(model_to_text(back), text);
}

TEST(ModelFile, SurvivesReindenting) {
  const std::string text = model_to_text(sample::model());
  std::string crlf;
  for (const char c : text) crlf += c == '\n' ? std::string("\r\n\t") : std::string(1, c);
  EXPECT_EQ(model_to_text(model_from_text(crlf + "\n", "m")), text);
}

// Torture case model.flip_every_bit.
TEST(ModelFile, RefusesEverySingleBitFlip) {
  const std::string text = model_to_text(sample::model());
  // Sanitized, one bit of each byte takes as long as all of them elsewhere.
  const unsigned step = reference::is_sanitized ? 8 : 1;
  for (std::size_t i = 0; i < text.size(); ++i) {
    for (unsigned bit = static_cast<unsigned>(i % step); bit < 8; bit += step) {
      std::string flipped = text;
      flipped[i] = static_cast<char>(static_cast<unsigned char>(text[i]) ^ (1U << bit));
      ASSERT_FALSE(refusal(flipped).empty()) << "byte " << i << " bit " << bit << "\n" << flipped;
    }
  }
}

// Torture case model.truncate_every_byte.
TEST(ModelFile, RefusesEveryTruncation) {
  const std::string text = model_to_text(sample::model());
  for (std::size_t length = 0; length < text.size(); ++length) {
    ASSERT_FALSE(refusal(text.substr(0, length)).empty()) << length;
  }
}

TEST(ModelFile, RefusesAChangedDigit) {
  const std::string text = model_to_text(sample::model());
  EXPECT_SAYS(refusal(replaced(text, "-1.018095", "-1.018096")), "checksum");
  EXPECT_SAYS(refusal(replaced(text, "\"class\"", "\"clazz\"")), "class");
  EXPECT_SAYS(refusal(replaced(text, "\"yes\"", "\"<script>\"")), "checksum");
}

TEST(ModelFile, NamesTheFieldThatIsWrong) {
  const std::string text = model_to_text(sample::model());
  const auto says = [&](const std::string& from, const std::string& to, const std::string& part) {
    EXPECT_SAYS(refusal(resealed(replaced(text, from, to))), part);
  };
  says("\"estimate\": -1.018095", "\"estimate\": null", "coefficient terms[1].estimate");
  says("\"estimate\": -1.018095", "\"estimate\": null", "finite");
  says("\"estimate\": -1.018095", "\"estimate\": \"1\"", "terms[1].estimate must be a number");
  says("\"estimate\": -1.018095, ", "", "terms[1].estimate is missing");
  says("\"rows_read\": 2201", "\"rows_read\": -1", "rows_read must be a whole number");
  says("\"rows_read\": 2201", "\"rows_read\": 2200", "rows_used");
  says("\"level\": 95", "\"level\": 195", "level");
  says("\"l2\": 0", "\"l2\": -1", "l2");
  says("\"iterations\": 6", "\"iterations\": 1e400", "JSON");
  says("\"stop_reason\": \"decrement\"", "\"stop_reason\": \"luck\"", "stop_reason");
  says("\"missing\": \"mean\"", "\"missing\": \"maybe\"", "missing must be one of");
  says("\"target\"", "\"extra\": 1, \"target\"", "\"extra\"");
  says("\"target\"", "\"source\": \"x\", \"target\"", "\"source\" is there twice");
  says("\"reference\": \"1st\"", "\"reference\": \"9th\"", "\"9th\"");
  says("\"level\": \"crew\"", "\"level\": \"crow\"", "\"crow\"");
  says("\"column\": \"married\"", "\"column\": \"divorced\"", "\"divorced\"");
  says("\"reference\": \"1st\", \"has_missing\": false",
       "\"reference\": \"1st\", \"has_missing\": true", "ends with (missing)");
  says("[\"1st\", \"2nd\"", "[\"2nd\", \"2nd\"", "\"2nd\"");
  says("\"hash\": \"fedcba98", "\"hash\": \"FEDCBA9+", "fingerprint.hash");
  says("    [0.30000000000000004],", "    [0.30000000000000004, 1],", "correlation[1]");
  says("    [0.30000000000000004],", "    [7],", "outside -1 to 1");
  says("    [],\n", "", "7 terms, but the field correlation has 6 rows");
}

TEST(ModelFile, RefusesFormatsItDoesNotKnow) {
  const std::string text = model_to_text(sample::model());
  EXPECT_SAYS(refusal(replaced(text, "odds.model/1", "odds.model/2")), "made by a newer odds");
  EXPECT_SAYS(refusal(replaced(text, "odds.model/1", "xgboost/1")), "not a model of odds");
  EXPECT_SAYS(refusal(replaced(text, "\"schema\": \"odds.model/1\",", "")), "version");
  EXPECT_SAYS(refusal("[1, 2]"), "schema");
}

TEST(ModelFile, RefusesHostileText) {
  EXPECT_SAYS(refusal(""), "empty");
  EXPECT_SAYS(refusal(" \n\t"), "empty");
  EXPECT_SAYS(refusal("{}"), "version");
  EXPECT_SAYS(refusal("\xEF\xBB\xBF{}"), "byte order mark");
  EXPECT_SAYS(refusal("{} {}"), "after");
  EXPECT_SAYS(refusal("{'a':1}"), "JSON");
  EXPECT_SAYS(refusal("{\"coef\":[NaN]}"), "JSON");
  EXPECT_SAYS(refusal("{\"a\":\"\\ud800\"}"), "surrogate");
  EXPECT_SAYS(refusal("{\"a\":\"\xFF\"}"), "UTF-8");
  EXPECT_SAYS(refusal(std::string(1, '\0')), "JSON");
  EXPECT_SAYS(refusal("{\"a\":"), "unexpected end of input");
  EXPECT_SAYS(refusal(model_to_text(sample::model()) + std::string(1, '\0') + "more"), "zero byte");
  EXPECT_SAYS(refusal("{\"a\":\n  1,}"), "m.json:2:");
  std::string deep;
  for (int i = 0; i < 50'000; ++i) deep += "{\"a\":";
  EXPECT_SAYS(refusal(deep), "nested too deeply");
  EXPECT_SAYS(refusal(std::string(1'000'000, '[')), "nested too deeply");
  EXPECT_SAYS(refusal("{\"" + std::string(1'000'000, 'k') + "\":1}"), "version");
  std::string bomb = "{\"coef\":[0";
  for (int i = 0; i < 1'000'000; ++i) bomb += ",0";
  EXPECT_SAYS(refusal(bomb + "]}"), "version");
}

TEST(ModelFile, BracketsInsideStringsAreNoNesting) {
  FittedModel model = sample::model();
  model.source.assign(1'000, '[');
  model.source += "\\\"{{{";
  EXPECT_EQ(model_from_text(model_to_text(model), "m").source, model.source);
}

TEST(ModelFile, RefusesMoreValuesThanAnyModelHas) {
  std::string many = "{\"a\":[";
  many.reserve(40'000'000);
  for (std::size_t i = 0; i <= odds::model_file::value_limit; ++i) many += "0,";
  EXPECT_SAYS(refusal(many), "16000000 values");
}

TEST(ModelFile, SavesAndLoadsFiles) {
  const auto path = std::filesystem::temp_directory_path() / "odds_model_file_test.json";
  odds::save_model(sample::model(), path.string());
  const FittedModel back = odds::load_model(path.string());
  EXPECT_EQ(model_to_text(back), model_to_text(sample::model()));
  std::filesystem::remove(path);
  try {
    odds::load_model(path.string());
    FAIL() << "a missing file was read";
  } catch (const odds::Error& error) {
    EXPECT_EQ(error.code(), "model.unreadable");
    EXPECT_SAYS(error.line(), "No such file");
  }
}

// The files of the torture collection, where it is at hand.
TEST(ModelFile, TortureFiles) {
  const std::filesystem::path folder =
      std::filesystem::path(ODDS_SHARED_DIR) / "torture/files/model";
  if (!std::filesystem::exists(folder)) GTEST_SKIP() << "no torture collection";
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    EXPECT_THROW(odds::load_model(entry.path().string()), odds::Error) << entry.path();
  }
}

}  // namespace
