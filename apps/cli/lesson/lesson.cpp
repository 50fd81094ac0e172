// SPDX-License-Identifier: Apache-2.0
#include "lesson/lesson.hpp"

#include <array>
#include <cstddef>

namespace odds::lesson {

Chapter chapter(int number) {
  constexpr std::array<Chapter (*)(), chapter_count> chapters = {
      &logistic_regression, &backpropagation, &logistic_trick, &practice};
  return chapters.at(static_cast<std::size_t>(number) - 1)();
}

}  // namespace odds::lesson
