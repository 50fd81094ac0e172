// SPDX-License-Identifier: Apache-2.0
//
// The lesson: logistic regression, backpropagation, the logistic trick, practice. Every number in
// it is computed by odds when it is read, on the table data/orings.csv, which the program carries.
#pragma once

#include <vector>

#include "lesson/pieces.hpp"

namespace odds::lesson {

inline constexpr int chapter_count = 4;

// Requires: 1 <= number <= chapter_count.
Chapter chapter(int number);

Chapter logistic_regression();
Chapter backpropagation();
Chapter logistic_trick();
Chapter practice();

}  // namespace odds::lesson
