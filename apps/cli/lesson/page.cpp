// SPDX-License-Identifier: Apache-2.0
#include "lesson/page.hpp"

#include <nlohmann/json.hpp>

#include <odds/report.hpp>

#include "lesson/lesson.hpp"

namespace odds::lesson {
namespace {

using Json = nlohmann::ordered_json;

// What is the same in both languages stands there once.
Json json_of(const Words& words) {
  if (words.en == words.ru) return words.en;
  return {{"en", words.en}, {"ru", words.ru}};
}

Json json_of(const std::vector<Words>& row) {
  Json cells = Json::array();
  for (const Words& cell : row) cells.push_back(json_of(cell));
  return cells;
}

Words title() {
  return {"Logistic regression, step by step", "Логистическая регрессия, шаг за шагом"};
}

struct PieceJson {
  Json operator()(const Title& piece) const {
    return {{"kind", "title"}, {"text", json_of(piece.text)}};
  }
  Json operator()(const Section& piece) const {
    return {{"kind", "section"}, {"text", json_of(piece.text)}};
  }
  Json operator()(const Paragraph& piece) const {
    return {{"kind", "paragraph"}, {"text", json_of(piece.text)}};
  }
  Json operator()(const Formula& piece) const {
    return {{"kind", "formula"}, {"tex", piece.tex}};
  }
  Json operator()(const TablePiece& piece) const {
    Json rows = Json::array();
    for (const std::vector<Words>& row : piece.rows) rows.push_back(json_of(row));
    return {{"kind", "table"}, {"head", json_of(piece.head)}, {"rows", rows}};
  }
  Json operator()(const Verbatim& piece) const {
    return {{"kind", "verbatim"}, {"text", json_of(piece.lines)}};
  }
  Json operator()(const Figure& piece) const { return {{"kind", "figure"}, {"name", piece.name}}; }
};

}  // namespace

std::string page_json(const std::vector<Chapter>& chapters) {
  Json all = Json::array();
  for (const Chapter& chapter : chapters) {
    Json pieces = Json::array();
    for (const Piece& piece : chapter.pieces()) {
      pieces.push_back(std::visit(PieceJson{}, piece));
    }
    all.push_back(std::move(pieces));
  }
  const Json json = {{"schema", "odds.lesson/1"},
                     {"title", json_of(title())},
                     {"chapters", std::move(all)},
                     {"plots", Json::parse(plots_json())}};
  return json.dump();
}

std::string page(Language language) {
  const std::string heading = title().in(language);
  std::vector<Chapter> chapters;
  for (int number = 1; number <= chapter_count; ++number) chapters.push_back(chapter(number));
  std::string body = "<h1>" + heading + "</h1>\n";
  for (const Chapter& chapter : chapters) body += html(chapter, language);
  return html_page(WebPage::lesson, language == Language::en ? "en" : "ru", heading, page_json(chapters), body);
}

}  // namespace odds::lesson
