// SPDX-License-Identifier: Apache-2.0
//
// A figure as an SVG image for papers: black on white, the colours of Okabe and Ito (2008), which
// colour-blind readers tell apart, and a pattern of dashes for each. Names are never cut: the image
// grows with them.
#pragma once

#include <string>

#include "report/plots/drawing.hpp"

namespace odds::report::plots {

std::string svg_figure(const Figure& figure);

}  // namespace odds::report::plots
