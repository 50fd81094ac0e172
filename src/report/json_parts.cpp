// SPDX-License-Identifier: Apache-2.0
#include "report/json_parts.hpp"

namespace odds::report {

using model_file::Json;

Json role(const std::string& column) { return column.empty() ? Json(nullptr) : Json(column); }

Json notes_json(const std::vector<Note>& notes) {
  Json json = Json::array();
  for (const Note& note : notes) {
    json.push_back({{"code", note.code}, {"message", note.message}});
  }
  return json;
}

}  // namespace odds::report
