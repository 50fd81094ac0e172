// SPDX-License-Identifier: Apache-2.0
#include <odds/report.hpp>

#include "base/atomic_file.hpp"

namespace odds {

void save_text(const std::string& text, const std::string& file) {
  base::AtomicFile out(file);
  out.write(text);
  out.commit();
}

}  // namespace odds
