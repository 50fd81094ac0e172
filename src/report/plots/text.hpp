// SPDX-License-Identifier: Apache-2.0
//
// A figure in characters.
#pragma once

#include <string>

#include <odds/report.hpp>

#include "report/plots/drawing.hpp"

namespace odds::report::plots {

// Lines of at most options.width columns (least_width where that is less); "" without panels.
std::string text_figure(const Figure& figure, const TextOptions& options);

inline constexpr std::size_t least_width = 40;

}  // namespace odds::report::plots
