// SPDX-License-Identifier: Apache-2.0
//
// A page of web/ with its data. Whatever a stranger wrote stays text: in HTML by entities, in the
// JSON element, which ends at the first "</script", by writing "<" as \u003c.
#include <array>
#include <string>
#include <string_view>
#include <utility>

#include <odds/report.hpp>

#include "report/html_text.hpp"
#include "report/web_pages.hpp"

namespace odds {
namespace {

std::string json_in_html(std::string_view json) {
  std::string text;
  text.reserve(json.size());
  for (const char c : json) {
    if (c == '<') {
      text += "\\u003c";
    } else {
      text += c;
    }
  }
  return text;
}

}  // namespace

bool has_web_pages() { return !report::page_template(WebPage::report).empty(); }

void check_web_pages() {
  if (has_web_pages()) return;
  throw Error(Fault::refused, "report.no_web",
              "this odds was built without its pages, for want of Node.js and npm.",
              "Install them (tools/setup web) and build again.");
}

std::string html_page(WebPage page, const std::string& language, const std::string& title,
                      const std::string& json, const std::string& body) {
  check_web_pages();
  std::string_view rest = report::page_template(page);
  const std::array<std::pair<std::string_view, std::string>, 4> parts = {{
      {"<!--odds:language-->", report::html_text(language)},
      {"<!--odds:title-->", report::html_text(title)},
      {"<!--odds:body-->", body},
      {"<!--odds:data-->", json_in_html(json)},
  }};
  std::string text;
  for (const auto& [marker, content] : parts) {
    const std::size_t place = rest.find(marker);  // build.mjs has seen each once, in this order
    text += rest.substr(0, place);
    text += content;
    rest.remove_prefix(place + marker.size());
  }
  text += rest;
  return text;
}

}  // namespace odds
