// SPDX-License-Identifier: Apache-2.0
//
// JSON text as odds writes it, in the model file and on standard output alike.
//
//   numbers   shortest digits that read back to the same double; what JSON can't hold is null
//   layout    one line per member of the outer object, one line per element of a list of records
//   strings   UTF-8; bytes that are not UTF-8 become U+FFFD
#pragma once

#include <string>

#include <nlohmann/json.hpp>

namespace odds::model_file {

// Members stay in the order in which they were put in.
using Json = nlohmann::ordered_json;

// A double, or null for infinities and NaN.
Json json_number(double value);

// The text of an object, without a newline at its end.
std::string json_text(const Json& object);

}  // namespace odds::model_file
