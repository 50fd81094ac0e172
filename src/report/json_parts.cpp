// SPDX-License-Identifier: Apache-2.0
#include "report/json_parts.hpp"

namespace odds::report {

using model_file::Json;

Json role(const std::string& column) { return column.empty() ? Json(nullptr) : Json(column); }

const char* activation_name(Activation activation) {
  switch (activation) {
    case Activation::logistic:
      return "logistic";
    case Activation::tanh:
      return "tanh";
    case Activation::relu:
      return "relu";
  }
  return "";
}

Json notes_json(const std::vector<Note>& notes) {
  Json json = Json::array();
  for (const Note& note : notes) {
    json.push_back({{"code", note.code}, {"message", note.message}});
  }
  return json;
}

}  // namespace odds::report
