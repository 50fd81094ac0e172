// SPDX-License-Identifier: Apache-2.0
//
// The lesson as a page: its pieces and the numbers of its plots as JSON, which web/src/lesson.ts
// shows in either language, and the text as plain HTML for readers without scripts.
#pragma once

#include <string>
#include <vector>

#include "lesson/pieces.hpp"

namespace odds::lesson {

// One self-contained page that opens in this language. Throws Error{refused} "report.no_web" where
// odds was built without Node.js.
std::string page(Language language);

// {"schema": "odds.lesson/1", "title": ..., "chapters": [[piece, ...], ...], "plots": {...}}
std::string page_json(const std::vector<Chapter>& chapters);

// "plots": what the figures show, by name. JSON, a number in so many digits as are seen.
std::string plots_json();

// Headings, paragraphs, tables; formulas and drawings as in a terminal.
std::string html(const Chapter& chapter, Language language);

}  // namespace odds::lesson
