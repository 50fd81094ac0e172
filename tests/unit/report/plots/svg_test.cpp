// SPDX-License-Identifier: Apache-2.0
//
// SVG images: well-formed XML whatever the names, coordinates inside the picture, points where they
// belong. The reader of XML below knows the little that is needed and refuses everything else.
#include "report/plots/svg.hpp"

#include <cmath>
#include <limits>
#include <map>
#include <optional>
#include <regex>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "base/utf8.hpp"
#include "report/plots/labels.hpp"
#include "report/plots/svg_writer.hpp"
#include "unit/report/plots/samples.hpp"

namespace odds::report::plots {
namespace {

struct Element {
  std::string name;
  std::map<std::string, std::string> attributes;
  std::string text;
};

// The elements of a document in their order; empty where it is not well-formed.
class XmlReader {
 public:
  explicit XmlReader(const std::string& document) : rest_(document) {}

  std::vector<Element> elements() {
    if (!base::is_utf8(rest_)) return {};
    for (const char c : rest_) {
      if (static_cast<unsigned char>(c) < ' ' && c != '\n') return {};
    }
    std::vector<Element> found;
    std::vector<std::size_t> open;
    while (!rest_.empty()) {
      const std::size_t next = std::min(rest_.find('<'), rest_.size());
      const std::optional<std::string> text = unescaped(rest_.substr(0, next));
      if (!text) return {};
      if (!open.empty()) found[open.back()].text += *text;
      rest_.erase(0, next);
      if (rest_.empty()) break;
      const std::size_t end = rest_.find('>');
      if (end == std::string::npos) return {};
      std::string tag = rest_.substr(1, end - 1);
      rest_.erase(0, end + 1);
      if (tag[0] == '/') {
        if (open.empty() || found[open.back()].name != tag.substr(1)) return {};
        open.pop_back();
        continue;
      }
      const bool is_closed = tag.back() == '/';
      if (is_closed) tag.pop_back();
      const std::optional<Element> element = element_of(tag);
      if (!element) return {};
      found.push_back(*element);
      if (!is_closed) open.push_back(found.size() - 1);
    }
    return open.empty() ? found : std::vector<Element>();
  }

 private:
  static std::optional<Element> element_of(const std::string& tag) {
    static const std::regex whole(R"(([a-z]+)((\s+[A-Za-z:-]+="[^"<]*")*)\s*)");
    static const std::regex attribute(R"rx(([A-Za-z:-]+)="([^"<]*)")rx");
    std::smatch parts;
    if (!std::regex_match(tag, parts, whole)) return std::nullopt;
    Element element{parts[1], {}, ""};
    const std::string list = parts[2];
    for (std::sregex_iterator at(list.begin(), list.end(), attribute), end; at != end; ++at) {
      if (!element.attributes.emplace((*at)[1], (*at)[2]).second) return std::nullopt;
    }
    return element;
  }

  static std::optional<std::string> unescaped(std::string text) {
    const std::vector<std::pair<std::string, std::string>> entities = {
        {"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&#39;", "'"}, {"&amp;", "&"}};
    std::string out;
    while (!text.empty()) {
      if (text[0] == '>') return std::nullopt;
      if (text[0] != '&') {
        out += text[0];
        text.erase(0, 1);
        continue;
      }
      bool is_known = false;
      for (const auto& [entity, character] : entities) {
        if (text.rfind(entity, 0) != 0) continue;
        out += character;
        text.erase(0, entity.size());
        is_known = true;
        break;
      }
      if (!is_known) return std::nullopt;
    }
    return out;
  }

  std::string rest_;
};

std::vector<double> numbers_of(const std::string& text) {
  static const std::regex number(R"(-?[0-9]+(\.[0-9]{1,2})?)");
  std::vector<double> numbers;
  for (std::sregex_iterator at(text.begin(), text.end(), number), end; at != end; ++at) {
    numbers.push_back(std::stod(at->str()));
  }
  return numbers;
}

// All coordinates lie in the view box, and each has at most two decimals.
void expect_inside(const std::vector<Element>& elements) {
  ASSERT_FALSE(elements.empty());
  ASSERT_EQ(elements[0].name, "svg");
  const std::vector<double> box = numbers_of(elements[0].attributes.at("viewBox"));
  ASSERT_EQ(box.size(), 4U);
  const auto check = [&](double value, double limit, const std::string& place) {
    EXPECT_GE(value, 0.0) << place;
    EXPECT_LE(value, limit) << place;
  };
  static const std::regex fine(R"((-?[0-9]+(\.[0-9]{1,2})?[ ,]?)+)");
  for (const Element& element : elements) {
    for (const auto& [name, value] : element.attributes) {
      const bool is_x = name == "x" || name == "cx" || name == "width";
      const bool is_y = name == "y" || name == "cy" || name == "height";
      if (is_x || is_y || name == "points") {
        EXPECT_TRUE(std::regex_match(value, fine)) << name << "=" << value;
        const std::vector<double> values = numbers_of(value);
        for (std::size_t i = 0; i < values.size(); ++i) {
          const bool is_across = is_x || (name == "points" && i % 2 == 0);
          check(values[i], is_across ? box[2] : box[3], element.name + " " + name);
        }
      }
    }
  }
}

std::vector<Element> elements_of(const std::string& document) {
  return XmlReader(document).elements();
}

std::vector<std::string> texts_of(const std::vector<Element>& elements) {
  std::vector<std::string> texts;
  for (const Element& element : elements) {
    if (element.name == "text") texts.push_back(element.text);
  }
  return texts;
}

bool holds(const std::vector<std::string>& texts, const std::string& text) {
  return std::find(texts.begin(), texts.end(), text) != texts.end();
}

Report report_of(const ModelEvaluation& evaluation, const CrossValidation& validation,
                 const FittedModel& model) {
  Report report;
  report.evaluation = &evaluation;
  report.cross_validation = &validation;
  report.model = &model;
  return report;
}

TEST(XmlReader, RefusesWhatIsNotWellFormed) {
  EXPECT_EQ(elements_of("<a x=\"1\"><b/>t &amp; u</a>").size(), 2U);
  for (const char* text : {"<a>", "<a></b>", "<a>&</a>", "<a x=1/>", "<a x=\"<\"/>", "<a>\x01</a>",
                           "<a>\xFF</a>", "<a><</a>"}) {
    EXPECT_TRUE(elements_of(text).empty()) << text;
  }
}

TEST(Svg, EveryPlotIsWellFormedAndInside) {
  const ModelEvaluation evaluation = sample_evaluation(), classes = sample_classes(10);
  const CrossValidation validation = sample_validation();
  const FittedModel network = sample_network(), steps = sample_steps();
  const FittedModel terms = sample_terms({sample_term("x", 0.5, 0.1), sample_term("w", 0.1, 99)});
  for (const Plot plot : {Plot::roc, Plot::calibration, Plot::coefficients, Plot::path}) {
    expect_inside(elements_of(svg_plot(plot, report_of(evaluation, validation, terms))));
  }
  for (const Plot plot : {Plot::roc, Plot::calibration, Plot::loss}) {
    expect_inside(elements_of(svg_plot(plot, report_of(classes, validation, network))));
  }
  expect_inside(elements_of(svg_plot(Plot::loss, report_of(classes, validation, steps))));
}

TEST(Svg, TellsReadersWhoDoNotSeeIt) {
  const ModelEvaluation evaluation = sample_evaluation();
  Report report;
  report.evaluation = &evaluation;
  const std::vector<Element> elements = elements_of(svg_plot(Plot::roc, report));
  ASSERT_GT(elements.size(), 3U);
  EXPECT_EQ(elements[0].attributes.at("role"), "img");
  EXPECT_EQ(elements[0].attributes.at("aria-labelledby"), "title description");
  EXPECT_EQ(elements[1].name, "title");
  EXPECT_EQ(elements[1].attributes.at("id"), "title");
  EXPECT_EQ(elements[1].text, "ROC curve of P(survived = yes)");
  EXPECT_EQ(elements[2].name, "desc");
  EXPECT_NE(elements[2].text.find("AUC 0.6667"), std::string::npos);
}

// The curve passes through (0.25, 0.5): a quarter of the way from its left end to its right end,
// and half of the way up.
TEST(Svg, CurvesPassWhereTheyShould) {
  const ModelEvaluation evaluation = sample_evaluation();
  Report report;
  report.evaluation = &evaluation;
  std::vector<double> curve;
  for (const Element& element : elements_of(svg_plot(Plot::roc, report))) {
    if (element.name != "polyline") continue;
    const std::vector<double> points = numbers_of(element.attributes.at("points"));
    if (points.size() == 202) curve = points;
  }
  ASSERT_EQ(curve.size(), 202U);
  EXPECT_NEAR(curve[50], 0.75 * curve[0] + 0.25 * curve[200], 0.011);
  EXPECT_NEAR(curve[51], 0.5 * curve[1] + 0.5 * curve[201], 0.011);
  EXPECT_LT(curve[201], curve[1]);  // pixels count from above
}

TEST(Svg, NamesDoNotCoverTheDrawing) {
  const std::string name(100, 'x');
  const FittedModel model = sample_terms({sample_term(name, 0.5, 0.1)});
  Report report;
  report.model = &model;
  for (const Element& element : elements_of(svg_plot(Plot::coefficients, report))) {
    if (element.name != "polyline") continue;
    EXPECT_GT(numbers_of(element.attributes.at("points"))[0], text_width(name));
  }
}

TEST(Svg, LabelsStandApart) {
  Panel panel;
  for (const double end : {0.5, 0.5, 0.49, 0.0}) {
    panel.lines.push_back({{{0, 0.5}, {1, end}}, 0, "name"});
  }
  const std::vector<EndLabel> labels = end_labels(panel, 0.1);
  ASSERT_EQ(labels.size(), 4U);
  for (std::size_t k = 1; k < labels.size(); ++k) {
    EXPECT_GE(labels[k].spot - labels[k - 1].spot, 0.1 - 1e-12);
  }
  EXPECT_DOUBLE_EQ(labels[0].spot, 0.5);
  EXPECT_DOUBLE_EQ(labels[3].spot, 1.0);
}

TEST(Svg, LabelsOfNeighboursStepAside) {
  CrossValidation validation = sample_validation();
  validation.one_se = 5;
  validation.path.points[5].lambda = 1.01 * validation.path.points[6].lambda;
  Report report;
  report.cross_validation = &validation;
  std::map<std::string, std::string> anchors;
  for (const Element& element : elements_of(svg_plot(Plot::path, report))) {
    const auto anchor = element.attributes.find("text-anchor");
    anchors[element.text] = anchor == element.attributes.end() ? "start" : anchor->second;
  }
  EXPECT_EQ(anchors.at("1se"), "end");
  EXPECT_EQ(anchors.at("best"), "start");
}

TEST(Svg, HostileNamesStayText) {
  const std::string script = "</text><script>alert(\"1\" & '2')</script>";
  const std::string name(300, 'x');
  FittedModel model =
      sample_terms({sample_term(script, 0.5, 0.1), sample_term(name, 0.1, 0.1),
                    sample_term("\x01\x1B[31m\xFF\xC0", 0.1, 0.1),
                    sample_term("\xEF\xBF\xBF\xEF\xBF\xBE", 0.1, 0.1),
                    sample_term("\xF0\x9F\x9A\x80 " + std::string(50, 'w'), 0.2, 0.1)});
  model.target = "<b>&amp;" + std::string(300, 't');
  Report report;
  report.model = &model;
  const std::vector<Element> elements = elements_of(svg_plot(Plot::coefficients, report));
  expect_inside(elements);
  const std::vector<std::string> texts = texts_of(elements);
  EXPECT_TRUE(holds(texts, script));
  EXPECT_TRUE(holds(texts, name));  // never cut
  EXPECT_TRUE(holds(texts, "\\x01\\x1B[31m\\xFF\\xC0"));
  EXPECT_TRUE(holds(texts, "\xEF\xBF\xBD\xEF\xBF\xBD"));
  for (const Element& element : elements) EXPECT_NE(element.name, "script");
}

TEST(Svg, StandsOddValues) {
  const double inf = std::numeric_limits<double>::infinity();
  const FittedModel model =
      sample_terms({sample_term("huge", 1e300, 1e299), sample_term("tiny", -1e300, 1),
                    sample_term("infinite", inf, not_applicable),
                    sample_term("none", not_applicable, not_applicable)});
  ModelEvaluation evaluation = sample_evaluation();
  evaluation.curves->roc = {{inf, 0, 0}};
  evaluation.curves->calibration = {{NAN, NAN, NAN, NAN}};
  evaluation.curves->histogram = {{0, 0, 1e300, 1e300}};
  evaluation.calibration_table.clear();
  CrossValidation validation = sample_validation();
  validation.path.points.resize(1);
  validation.points = {{1e300, 1e300, {}}};
  validation.best = validation.one_se = 0;
  for (const Plot plot : {Plot::roc, Plot::calibration, Plot::coefficients, Plot::path}) {
    expect_inside(elements_of(svg_plot(plot, report_of(evaluation, validation, model))));
  }
}

TEST(Svg, LinesBreakWhereTheyAreNotFinite) {
  SvgWriter writer;
  writer.polyline({{0, 0}, {1, 1}, {NAN, 1}, {2, 2}, {3, 3}}, {});
  std::vector<std::string> lines;
  for (const Element& element : elements_of(writer.document(9, 9, "", ""))) {
    if (element.name == "polyline") lines.push_back(element.attributes.at("points"));
  }
  EXPECT_EQ(lines, (std::vector<std::string>{"0,0 1,1", "2,2 3,3"}));
}

TEST(Svg, EscapesText) {
  EXPECT_EQ(xml_text("a < b & \"c\""), "a &lt; b &amp; &quot;c&quot;");
  EXPECT_EQ(xml_text("\x01"), "\\x01");
}

TEST(Svg, WritesPixelsWithTwoDecimals) {
  EXPECT_EQ(pixels(12.345), "12.35");
  EXPECT_EQ(pixels(12.5), "12.5");
  EXPECT_EQ(pixels(100), "100");
  EXPECT_EQ(pixels(-0.001), "0");
  EXPECT_EQ(pixels(-3.25), "-3.25");
}

}  // namespace
}  // namespace odds::report::plots
