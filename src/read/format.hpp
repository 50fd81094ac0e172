// SPDX-License-Identifier: Apache-2.0
//
// Which format DATA has: what the caller says, else its name, else what its first lines show.
#pragma once

#include <odds/read.hpp>

#include "read/source.hpp"

namespace odds::read {

// Never automatic.
DataFormat find_format(Source& source, const ReadOptions& options);

}  // namespace odds::read
