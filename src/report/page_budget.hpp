// SPDX-License-Identifier: Apache-2.0
//
// What a page may hold, whatever the number of columns, levels and classes. Rows need no limit:
// everything that comes from them is binned. A page is at most 700 KB, of which its script and
// style take up to 420.
#pragma once

#include <cstddef>
#include <string_view>

#include "model/model_file_json.hpp"

namespace odds::report {

inline constexpr std::size_t most_page_data = 290'000;  // bytes of the JSON element
inline constexpr std::size_t most_page_text = 20'000;   // of what is seen without scripts
// More terms never fit, so no more are made into JSON.
inline constexpr std::size_t most_page_terms = 1'000;

// Bytes of a JSON text in a page, where "<" takes six.
std::size_t page_bytes(std::string_view json);

// Thins a report of `term_count` terms to at most `most` bytes: the longest lists first, of each
// the elements that say least. A report that fits stays as it is. What was left out is in
// "thinned": [{"member", "kept", "of"}], and a note says it in words.
void thin_for_page(model_file::Json& report, std::size_t term_count,
                   std::size_t most = most_page_data);

// How much a term says, from its JSON: its effect over one standard deviation, else what it has of
// statistic and estimate. Intercepts and terms without a finite estimate come first.
double importance(double estimate, double standardised, double statistic);

}  // namespace odds::report
