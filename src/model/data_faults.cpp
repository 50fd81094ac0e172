// SPDX-License-Identifier: Apache-2.0
#include "model/data_faults.hpp"

#include "read/place.hpp"

namespace odds::model {

void rethrow_with_file(const Error& error, const std::string& file, const ReadResult& input) {
  Where where = error.where();
  const bool speaks_of_data = where.row != 0 || !where.column.empty();
  if (error.fault() == Fault::refused && where.file.empty() && speaks_of_data) {
    where.file = read::display_name(file);
    if (where.row != 0 && input.line_of_row) where.line = input.line_of_row(where.row - 1);
  }
  throw Error(error.fault(), error.code(), error.message(), error.hint(), where);
}

}  // namespace odds::model
