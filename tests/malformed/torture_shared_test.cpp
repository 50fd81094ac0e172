// SPDX-License-Identifier: Apache-2.0
//
// The files of ../shared/torture, where they lie beside the checkout: what each case asks, in
// words, as a command line. Every case of the five areas is either run here or listed with the test
// that holds its idea; a new one that is neither makes the last test fail.

#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "malformed/torture.hpp"

namespace {

using torture::Words;

const std::filesystem::path torture_path = std::filesystem::path(ODDS_SHARED_DIR) / "torture";

// `fit --ridge 0.1 y ~ .`
const Words usual = {"--target", "y", "--l2", "0.1"};

// The same of LIBSVM data, whose target is their label.
const Words usual_libsvm = {"--l2", "0.1"};

// Cases that ask for something else than the usual fit.
const std::map<std::string, Words> asked = {
    {"csv.decimal_comma_opt",
     {"--target", "y", "--l2", "0.1", "--delimiter", ";", "--decimal", ","}},
    {"csv.y_absent", {"--target", "y", "--features", "x1"}},
};

// Where another message says the same or more than the proposed regular expression.
struct Better {
  const char* say;
  const char* reason;
};
const std::map<std::string, Better> better = {};

// Cases that were refused before several classes were fitted.
const std::set<std::string> fitted_now = {"svm.labels_3"};

// Cases without a file here, and the test that holds the idea, or what is still missing.
const std::map<std::string, const char*> elsewhere = {
    {"csv.big_field_100mb", "Stream.FieldOf100MegabytesIsRefusedInBoundedMemory"},
    {"csv.big_line_200mb", "Stream.LineOf200MegabytesIsRefusedInBoundedMemory"},
    {"csv.big_open_quote_1gb", "Stream.OpenQuoteIsNamedNotFollowed"},
    {"csv.io_eio", "needs a file system that fails"},
    {"csv.io_fifo_writer_dies", "Stream.WriterThatDiesInsideALineIsSeen"},
    {"csv.io_grows", "needs a second process in step"},
    {"csv.io_replaced", "out-of-core fits come later"},
    {"csv.io_short_reads", "Stream.OneByteAtATimeIsStillAFile"},
    {"csv.io_shrinks", "files are read, never mapped"},
    {"csv.io_unreadable", "Path.ThatIsNoReadableFileIsRefused"},
    {"csv.path_devnull", "Path.ThatIsNoReadableFileIsRefused"},
    {"csv.path_directory", "Path.ThatIsNoReadableFileIsRefused"},
    {"csv.path_missing", "Path.ThatIsNoReadableFileIsRefused"},
    {"model.checksum", "Predict.ModelWithAnyFlippedBitIsRefusedOrUnchanged"},
    {"model.coef_nan", "unit tests of the model file"},
    {"model.flip_every_bit", "Predict.ModelWithAnyFlippedBitIsRefusedOrUnchanged"},
    {"model.html", "unit tests of the model file"},
    {"model.layer_shape", "networks come later"},
    {"model.len_mismatch", "unit tests of the model file"},
    {"model.roundtrip", "unit tests of the model file"},
    {"model.truncate_every_byte", "Predict.ModelCutAnywhereIsRefused"},
    {"model.type_string", "unit tests of the model file"},
    {"model.unknown_key", "unit tests of the model file"},
    {"model.version_missing", "Files/ForgedModel.IsRefused/empty_object"},
    {"fit.constant_after_missing_drop", "Numeric.ConstantOnlyAfterDroppedRowsIsNoted"},
    {"fit.eta_1e4", "Predict.ExtremePredictorsAreExact"},
    {"fit.eta_overflow", "Predict.ExtremePredictorsAreExact"},
    {"fit.false_convergence_nnet", "Certified/Design.HasTheCertifiedAnswer/birthwt"},
    {"fit.firth_hard", "Firth comes later"},
    {"fit.float32_overflow", "single precision comes later"},
    {"fit.labels_TF", "Spellings/LabelsOf.TheTargetChangeNothing"},
    {"fit.labels_mixed", "Target/Malformed.TableIsRefusedInOneLine/mixed_labels"},
    {"fit.labels_one_two", "Spellings/LabelsOf.TheTargetChangeNothing"},
    {"fit.labels_pm", "Spellings/LabelsOf.TheTargetChangeNothing"},
    {"fit.labels_predict_unknown", "evaluate comes later"},
    {"fit.labels_quoted", "Spellings/LabelsOf.TheTargetChangeNothing"},
    {"fit.labels_strings", "Spellings/LabelsOf.TheTargetChangeNothing"},
    {"fit.labels_yn", "Spellings/LabelsOf.TheTargetChangeNothing"},
    {"fit.locale_de", "Locale.ChangesNothing"},
    {"fit.locale_embedded", "Locale.ChangesNothing"},
    {"fit.maxiter_1", "Fit.OneIterationIsReportedAndExits1"},
    {"fit.n2e31", "needs 2^31 rows"},
    {"fit.net_dead", "networks come later"},
    {"fit.net_gradcheck", "networks come later"},
    {"fit.nxp_overflow", "needs 2^32 values"},
    {"fit.offset_nan", "Role/Malformed.TableIsRefusedInOneLine/missing_offset"},
    {"fit.one_class_1", "Target/Malformed.TableIsRefusedInOneLine/one_class"},
    {"fit.p_gt_n_ridge", "SmallTables.RidgeWithMoreFeaturesThanRows"},
    {"fit.seed", "nothing here is random"},
    {"fit.sep_complete", "Separation.CompleteIsRefused"},
    {"fit.sep_complete_firth", "Firth comes later"},
    {"fit.sep_endometrial_ridge", "SmallTables.RidgeHasTheReferenceCoefficients"},
    {"fit.sep_multinomial", "several classes come later"},
    {"fit.sep_quasi", "Separation.AllowedThresholdTakesTheInterceptWithIt"},
    {"fit.shift_1e9", "Certified/Design.HasItsDigitsFarFromTheOrigin/spector"},
    {"fit.star98", "Certified/Design.HasItsDigitsInAnyUnits/star98"},
    {"fit.sum_column", "Invariance.CollinearColumnsAreDroppedNamedAndChangeNothing"},
    {"fit.threads", "SameBits.ForAnyNumberOfThreads"},
    {"fit.two_by_two", "Numeric.TwoByTwoTableHasItsClosedForm"},
    {"fit.weights_all_zero", "Role/Malformed.TableIsRefusedInOneLine/weights_all_zero"},
    {"fit.weights_negative", "Role/Malformed.TableIsRefusedInOneLine/negative_weight"},
    {"fit.weights_zero", "Invariance.RowOfWeightZeroIsAbsent"},
    {"predict.disk_full", "Output.FullDiskIsAnError"},
    {"predict.duplicate_column", "Predict.DuplicateColumnIsRefused"},
    {"predict.level_is_number", "Predict.LevelIsItsTextNotItsValue"},
    {"predict.missing_column", "Predict.MissingColumnIsNamed"},
    {"predict.out_eq_in", "Output.SameFileAsAnInputIsRefused"},
    {"predict.stdout_closed", "Output.ReaderThatLeavesIsNoError"},
    {"predict.unseen_level_opt", "Predict.UnseenLevelNamesLevelColumnAndRow"},
};

const std::set<std::string> areas = {"csv", "numeric", "predict", "model", "libsvm"};

std::vector<nlohmann::json> cases() {
  std::ifstream input(torture_path / "cases.jsonl");
  std::vector<nlohmann::json> result;
  for (std::string line; std::getline(input, line);) {
    auto one = nlohmann::json::parse(line);
    if (areas.count(one.at("area").get<std::string>()) != 0) result.push_back(std::move(one));
  }
  return result;
}

bool has_file(const nlohmann::json& one) {
  return one.at("input").is_string() && one.at("input").get<std::string>().rfind("files/", 0) == 0;
}

std::string wanted(const nlohmann::json& one) {
  const auto found = better.find(one.at("id").get<std::string>());
  return found != better.end() ? found->second.say : one.at("expect").value("say", ".");
}

nlohmann::json terms_of(const std::string& output) {
  const auto json = nlohmann::json::parse(output, nullptr, false);
  return json.is_object() ? json.value("terms", nlohmann::json()) : nlohmann::json();
}

Words fit_words(const std::string& path, const Words& options) {
  Words words = {"fit", path};
  words.insert(words.end(), options.begin(), options.end());
  return words;
}

// The same table with decimal points, between commas.
std::string with_points(std::string text) {
  for (char& byte : text) byte = byte == ',' ? '.' : byte == ';' ? ',' : byte;
  return text;
}

void expect_fitted(const nlohmann::json& one, const std::string& path, Words options) {
  const auto text = torture::odds(fit_words(path, options));
  EXPECT_FALSE(torture::has_control_bytes(text.output)) << "raw control bytes on the terminal";
  options.emplace_back("--json");
  const auto outcome = torture::odds(fit_words(path, options));
  EXPECT_EQ(outcome.exit_code, 0) << outcome.messages;
  const auto& expect = one.at("expect");
  if (expect.at("outcome") == "ok+note") {
    const auto json = nlohmann::json::parse(outcome.output, nullptr, false);
    ASSERT_TRUE(json.is_object());
    EXPECT_TRUE(torture::matches(json.value("notes", nlohmann::json()).dump(), wanted(one)))
        << json.value("notes", nlohmann::json());
  }
  const std::string value = expect.value("value", "");
  const bool is_plain = value.find("csv.plain") != std::string::npos;
  if (!is_plain && value.find("dot-decimal") == std::string::npos) return;
  const reference::TemporaryDirectory directory;
  auto same = (torture_path / "files/csv/plain.csv").string();
  if (!is_plain) same = directory.write("points.csv", with_points(reference::read_text(path)));
  const auto plain = torture::odds(fit_words(same, {"--target", "y", "--l2", "0.1", "--json"}));
  EXPECT_EQ(terms_of(outcome.output), terms_of(plain.output));
}

// How a refusal of this case must look: exit 1, or 2 where a name on the command line is not in
// the file.
void expect_refused(const std::string& id, const std::string& path, const Words& options,
                    const std::string& say) {
  const reference::TemporaryDirectory directory;
  const bool is_usage = id == "csv.y_absent";
  torture::expect_fit_refused(directory, path, options, say, is_usage ? 2 : 1);
}

// `predict with model of svm.plain`
void expect_predicted(const nlohmann::json& one, const std::string& path) {
  const reference::TemporaryDirectory directory;
  const auto model = directory.path("model.json");
  const auto plain = (torture_path / "files/libsvm/plain.svm").string();
  ASSERT_EQ(torture::odds({"fit", plain, "--l2", "0.1", "-o", model}).exit_code, 0);
  const auto outcome = torture::odds({"predict", model, path});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.messages;
  EXPECT_TRUE(torture::matches(outcome.messages, wanted(one))) << outcome.messages;
}

void run_case(const nlohmann::json& one) {
  const reference::TemporaryDirectory directory;
  const auto path = (torture_path / one.at("input").get<std::string>()).string();
  if (one.at("area") == "model") {
    const auto data = directory.write("plain.csv", torture::plain);
    torture::expect_refusal(torture::odds({"predict", path, data}), wanted(one));
    return;
  }
  const auto id = one.at("id").get<std::string>();
  const auto found = asked.find(id);
  const bool is_libsvm = one.at("area") == "libsvm";
  const Words& options = found != asked.end() ? found->second : is_libsvm ? usual_libsvm : usual;
  if (one.at("ask").get<std::string>().rfind("predict", 0) == 0)
    expect_predicted(one, path);
  else if (one.at("expect").at("outcome") == "error" && fitted_now.count(id) == 0)
    expect_refused(id, path, options, wanted(one));
  else
    expect_fitted(one, path, options);
}

class SharedTorture : public testing::Test {
 protected:
  void SetUp() override {
    if (!std::filesystem::exists(torture_path / "cases.jsonl"))
      GTEST_SKIP() << "no " << torture_path;
  }
};

TEST_F(SharedTorture, FilesHaveTheOutcomeEachMustHave) {
  int count = 0;
  for (const auto& one : cases()) {
    if (!has_file(one)) continue;
    SCOPED_TRACE(one.at("id").get<std::string>());
    run_case(one);
    ++count;
  }
  EXPECT_GT(count, 50);
}

TEST_F(SharedTorture, EveryOtherCaseHasItsPlace) {
  for (const auto& one : cases())
    if (!has_file(one)) {
      EXPECT_EQ(elsewhere.count(one.at("id").get<std::string>()), 1U) << one.at("id");
    }
}

// ---- numeric cases that are made here ---------------------------------------------------------

nlohmann::json fit_json(const std::string& text, Words options) {
  const reference::TemporaryDirectory directory;
  options.emplace_back("--json");
  const auto outcome = torture::odds(fit_words(directory.write("data.csv", text), options));
  EXPECT_EQ(outcome.exit_code, 0) << outcome.messages;
  return nlohmann::json::parse(outcome.output, nullptr, false);
}

TEST(Numeric, ConstantOnlyAfterDroppedRowsIsNoted) {
  const auto json = fit_json("y,x,c\n0,1,5\n1,2,5\n0,,6\n1,1.5,5\n0,3,5\n1,,7\n0,2.5,5\n1,3,5\n",
                             {"--target", "y", "--missing", "drop"});
  ASSERT_TRUE(json.is_object());
  EXPECT_EQ(json.at("rows_used"), 6);
  EXPECT_TRUE(torture::matches(json.at("notes").dump(), "\"c\\\\\".*constant|constant.*c"))
      << json.at("notes");
}

// 13 events of 21 against 15 of 20: the slope is the log of the cross product.
TEST(Numeric, TwoByTwoTableHasItsClosedForm) {
  const auto json = fit_json("s,m,x\n13,21,0\n15,20,1\n", {"--target", "s/m"});
  ASSERT_TRUE(json.is_object());
  constexpr double rounding = 1e-14;
  const double slope = json.at("terms").at(1).at("estimate").get<double>();
  EXPECT_NEAR(slope, std::log(15.0 * 8.0 / (5.0 * 13.0)), rounding);
  EXPECT_NEAR(json.at("terms").at(1).at("std_error").get<double>(),
              std::sqrt(1.0 / 13 + 1.0 / 8 + 1.0 / 15 + 1.0 / 5), rounding);
}

}  // namespace
