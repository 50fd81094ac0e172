// SPDX-License-Identifier: Apache-2.0
//
// odds lesson: logistic regression, backpropagation, the logistic trick and practice, computed as
// they are read.
#include "lesson/lesson.hpp"

#include <odds/report.hpp>

#include "commands.hpp"
#include "files.hpp"
#include "lesson/page.hpp"
#include "lesson/render.hpp"
#include "pager.hpp"
#include "progress.hpp"
#include "terminal.hpp"
#include "values.hpp"

namespace odds::cli {
namespace {

using lesson::Language;

constexpr Words<Language> languages = {{"en", Language::en}, {"ru", Language::ru}};

struct Request {
  std::string chapter;
  Language language = Language::en;
  bool markdown = false;
  std::string html;  // the file of the page, or ""
};

Synopsis synopsis() {
  return {
      "lesson", "odds lesson [CHAPTER] [--lang en|ru] [--markdown | --html FILE]",
      "A lesson in four chapters: 1 logistic regression, 2 backpropagation, 3 the logistic "
      "trick, 4 practice. Every number in it is computed by odds as you read. On a terminal "
      "Enter goes on and q leaves; elsewhere everything is printed at once. With --html it becomes "
      "a page whose plots answer to your hand: coefficients, steps forward and backward, the "
      "length of a step.",
      "odds lesson\n"
      "odds lesson 2\n"
      "odds lesson --lang ru\n"
      "odds lesson --html lesson.html\n"
      "odds lesson --markdown > lesson.md"};
}

void declare(Options& options, Request& request) {
  options.group("What is shown");
  options.optional_positional("1|2|3|4", "The chapter. If not given, all of them.",
                              request.chapter);
  options.value(
      "--lang", alternatives(languages),
      "The language, English or Russian (default: " + word_of(request.language, languages) + ").",
      [&](const std::string& text) { request.language = one_of("--lang", text, languages); });
  options.flag("--markdown", "Print the page docs/lesson.md, with formulas in TeX.",
               request.markdown);
  options.value("--html", "FILE",
                "Write the whole lesson as one page for a browser, in both languages; it opens in "
                "that of --lang. It needs no network.",
                [&](const std::string& text) {
                  if (text.empty() || text == "-") {
                    refuse_value("--html", "be the name of a file", text);
                  }
                  request.html = text;
                });
}

bool parse(Request& request, const Arguments& arguments) {
  Options options(synopsis());
  declare(options, request);
  if (!options.parse(arguments)) return false;
  if (!request.html.empty() && (request.markdown || !request.chapter.empty())) {
    throw Error(Fault::usage, "usage.conflict",
                request.markdown
                    ? "--html and --markdown exclude each other."
                    : "--html and a chapter exclude each other: the page has them all.",
                "Leave one of them out.");
  }
  return true;
}

// The numbers of the chapters that were asked for.
std::vector<int> chapters(const Request& request) {
  const auto last = lesson::chapter_count;
  if (!request.chapter.empty()) {
    return {static_cast<int>(whole_number("CHAPTER", request.chapter, 1, last))};
  }
  std::vector<int> all;
  for (int number = 1; number <= last; ++number) all.push_back(number);
  return all;
}

std::string in_language(Language language, const char* en, const char* ru) {
  return language == Language::en ? en : ru;
}

std::string markdown(const Request& request) {
  std::string text = in_language(
      request.language,
      "# The lesson\n\nPrinted by `odds lesson --markdown`; a test keeps it so. Change the text in "
      "apps/cli/lesson, not here. Every number was computed by odds. [По-русски](lesson.ru.md)\n",
      "# Урок\n\nНапечатано командой `odds lesson --lang ru --markdown`; за этим следит тест. "
      "Меняйте текст в apps/cli/lesson, а не здесь. Все числа вычислены odds. "
      "[In English](lesson.md)\n");
  for (const int number : chapters(request)) {
    text += "\n" + lesson::markdown(lesson::chapter(number), request.language);
  }
  return text;
}

int write_page(const Request& request) {
  check_web_pages();
  check_output(request.html, "-", "--html");
  save_text(lesson::page(request.language), request.html);
  message(fmt::format("odds: the lesson is in {}.", shell_word(request.html)));
  return exit_done;
}

int show_pages(const Request& request) {
  const std::string prompt =
      in_language(request.language, "[Enter: go on, q: leave]", "[Enter: дальше, q: выход]");
  const std::vector<int> numbers = chapters(request);
  for (const int number : numbers) {
    std::vector<PageBlock> pages;
    for (lesson::Block& block :
         lesson::terminal_blocks(lesson::chapter(number), request.language)) {
      pages.push_back({std::move(block.text), block.begins_page});
    }
    if (!turn_pages(pages, prompt, number != numbers.back())) break;
  }
  return was_interrupted() ? exit_interrupted() : exit_done;
}

}  // namespace

void check_lesson_arguments(const Arguments& arguments) {
  Request request;
  if (parse(request, arguments)) chapters(request);
}

Description describe_lesson() { return describe(synopsis(), &declare); }

int run_lesson(const Arguments& arguments) {
  Request request;
  if (!parse(request, arguments)) return exit_done;
  if (!request.html.empty()) return write_page(request);
  if (request.markdown) {
    write_stdout(markdown(request));
    return exit_done;
  }
  if (can_turn_pages()) return show_pages(request);
  bool is_first = true;
  for (const int number : chapters(request)) {
    write_stdout((is_first ? "" : "\n\n") +
                 lesson::terminal_text(lesson::chapter(number), request.language));
    is_first = false;
  }
  return exit_done;
}

}  // namespace odds::cli
