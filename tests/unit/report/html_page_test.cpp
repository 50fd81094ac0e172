// SPDX-License-Identifier: Apache-2.0
//
// Whatever a stranger wrote stays text in a page.
#include <gtest/gtest.h>

#include <odds/report.hpp>

#include "report/html_text.hpp"

namespace odds::report {
namespace {

TEST(HtmlText, MarkupIsText) {
  EXPECT_EQ(html_text("<b a=\"x\" c='y'>&amp;"),
            "&lt;b a=&quot;x&quot; c=&#39;y&#39;&gt;&amp;amp;");
}

TEST(HtmlText, ControlsAndBrokenBytesAreReplaced) {
  EXPECT_EQ(html_text(std::string_view("a\0b\x1b\x7f", 5)), "a\uFFFDb\uFFFD\uFFFD");
  EXPECT_EQ(html_text("\xff\xc3"), "\uFFFD\uFFFD");
  EXPECT_EQ(html_text("возраст, 年齢\n"), "возраст, 年齢\n");
}

class HtmlPage : public testing::Test {
 protected:
  void SetUp() override {
    if (!has_web_pages()) GTEST_SKIP() << "built without Node.js";
  }
};

TEST_F(HtmlPage, DataCannotEndTheirElement) {
  const std::string page = html_page(WebPage::report, "en", "</title><script>",
                                     R"({"a": "</script><!--<script>"})", "<p>body</p>");
  EXPECT_NE(page.find(R"(id="odds-data">{"a": "\u003c/script>\u003c!--\u003cscript>"}</script>)"),
            std::string::npos);
  EXPECT_NE(page.find("<title>&lt;/title&gt;&lt;script&gt;</title>"), std::string::npos);
  EXPECT_NE(page.find("<noscript><p>body</p></noscript>"), std::string::npos);
  EXPECT_EQ(page.find("<!--odds:"), std::string::npos);
}

TEST_F(HtmlPage, MarkersInDataStay) {
  const std::string page =
      html_page(WebPage::lesson, "ru", "<!--odds:data-->", R"("<!--odds:body-->")", "");
  EXPECT_NE(page.find(R"("\u003c!--odds:body-->")"), std::string::npos);
}

TEST(HtmlPageWithoutNode, SaysWhatIsMissing) {
  if (has_web_pages()) GTEST_SKIP() << "this build has its pages";
  try {
    html_page(WebPage::report, "en", "", "{}", "");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), "report.no_web");
  }
}

}  // namespace
}  // namespace odds::report
