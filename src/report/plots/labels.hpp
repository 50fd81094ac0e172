// SPDX-License-Identifier: Apache-2.0
//
// Words beside a drawing, moved apart where they would cover each other. Both renderings use it.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "report/plots/drawing.hpp"

namespace odds::report::plots {

// The label of a line at its right end.
struct EndLabel {
  double place = 0;  // where the line ends, from the top (0) to the bottom (1)
  double spot = 0;   // where the label stands
  int ink = 0;
  std::string text;
};

// `gap` apart where 1 is large enough for all of them, from top to bottom.
std::vector<EndLabel> end_labels(const Panel& panel, double gap);

// "best" and "1se" at one place are one label: by column from the left, in [0, 1].
std::vector<Rule> joined_rules(const Panel& panel);

// What a list of labels says: a line, a band or the marks.
struct Key {
  enum class Kind { line, band, mark } kind = Kind::line;
  int ink = 0;
  std::string text;
};
std::vector<Key> keys(const Panel& panel);

}  // namespace odds::report::plots
