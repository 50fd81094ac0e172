// SPDX-License-Identifier: Apache-2.0
//
// Writing JSON text. nlohmann's own dump() prints doubles by Grisu2, which is not always the
// shortest; std::to_chars is.
#include "model/model_file_json.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <system_error>

#include <nlohmann/json.hpp>

namespace odds::model_file {
namespace {

template <class Number>
void append_number(std::string& out, Number value) {
  std::array<char, 64> buffer;
  const auto result = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value);
  out.append(buffer.data(), result.ptr);
}

void append_double(std::string& out, double value) {
  if (!std::isfinite(value)) {
    out += "null";
  } else if (value == 0.0 && std::signbit(value)) {
    out += "-0.0";  // "-0" would be read as the integer 0
  } else {
    append_number(out, value);
  }
}

void append_string(std::string& out, const std::string& text) {
  out += nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

void append_key(std::string& out, const std::string& key) {
  append_string(out, key);
  out += ": ";
}

// Recursion is as deep as the values that odds itself builds: four levels.
void append_compact(std::string& out, const Json& value) {
  const char* separator = "";
  switch (value.type()) {
    case Json::Type::object:
      out += '{';
      for (const auto& [key, member] : value.items()) {
        out += separator;
        append_key(out, key);
        append_compact(out, member);
        separator = ", ";
      }
      out += '}';
      break;
    case Json::Type::array:
      out += '[';
      for (const Json& element : value) {
        out += separator;
        append_compact(out, element);
        separator = ", ";
      }
      out += ']';
      break;
    case Json::Type::string:
      append_string(out, value.get_ref<const std::string&>());
      break;
    case Json::Type::boolean:
      out += value.get<bool>() ? "true" : "false";
      break;
    case Json::Type::number_integer:
      append_number(out, value.get<std::int64_t>());
      break;
    case Json::Type::number_unsigned:
      append_number(out, value.get<std::uint64_t>());
      break;
    case Json::Type::number_float:
      append_double(out, value.get<double>());
      break;
    default:
      out += "null";
  }
}

// A list of objects or lists takes one line per element.
bool is_list_of_records(const Json& value) {
  return value.is_array() && !value.empty() && value.front().is_structured();
}

void append_member(std::string& out, const Json& value) {
  if (!is_list_of_records(value)) {
    append_compact(out, value);
    return;
  }
  out += "[\n";
  const char* separator = "    ";
  for (const Json& element : value) {
    out += separator;
    append_compact(out, element);
    separator = ",\n    ";
  }
  out += "\n  ]";
}

}  // namespace

Json json_number(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }

std::string json_text(const Json& object) {
  std::string out = "{\n";
  const char* separator = "  ";
  for (const auto& [key, member] : object.items()) {
    out += separator;
    append_key(out, key);
    append_member(out, member);
    separator = ",\n  ";
  }
  return out + "\n}";
}

}  // namespace odds::model_file
