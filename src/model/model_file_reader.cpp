// SPDX-License-Identifier: Apache-2.0
#include "model/model_file_reader.hpp"

#include <charconv>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "model/model_file_fields.hpp"

namespace odds::model_file {
namespace {

const char* type_in_words(const Json& value) {
  switch (value.type()) {
    case Json::Type::null:
      return "null";
    case Json::Type::object:
      return "an object";
    case Json::Type::array:
      return "a list";
    case Json::Type::string:
      return "text";
    case Json::Type::boolean:
      return "true or false";
    default:
      return "a number";
  }
}

}  // namespace

void refuse_model(const std::string& name, const std::string& code, const std::string& message) {
  Where where;
  where.file = name;
  throw Error(Fault::refused, code, message, "Use a file that \"odds fit -o\" wrote.", where);
}

Reader::Reader(const Json& object, std::string path, const std::string& file)
    : object_(object), path_(std::move(path)), file_(file) {}

const Json& Reader::take(const char* key) {
  const auto found = object_.find(key);
  if (found == object_.end()) {
    refuse_model(file_, "model.field", fmt::format("the field {}{} is missing.", path_, key));
  }
  taken_.insert(key);
  return *found;
}

const Json& Reader::take_list(const char* key) {
  const Json& value = take(key);
  if (!value.is_array()) refuse_type(key, "a list", value);
  return value;
}

void Reader::operator()(const char* key, std::string& value) {
  const Json& json = take(key);
  if (!json.is_string()) refuse_type(key, "text", json);
  value = json.get<std::string>();
}

void Reader::operator()(const char* key, bool& value) {
  const Json& json = take(key);
  if (!json.is_boolean()) refuse_type(key, "true or false", json);
  value = json.get<bool>();
}

void Reader::operator()(const char* key, double& value) {
  const Json& json = take(key);
  if (json.is_null()) {
    value = not_applicable;
    return;
  }
  if (!json.is_number()) refuse_type(key, "a number", json);
  value = json.get<double>();
}

void Reader::operator()(const char* key, std::uint64_t& value) {
  const Json& json = take(key);
  if (!json.is_number_unsigned()) refuse_type(key, "a whole number that is not negative", json);
  value = json.get<std::uint64_t>();
}

void Reader::operator()(const char* key, std::int64_t& value) {
  const Json& json = take(key);
  constexpr auto largest = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  if (!json.is_number_integer() ||
      (json.is_number_unsigned() && json.get<std::uint64_t>() > largest)) {
    refuse_type(key, "a whole number", json);
  }
  value = json.get<std::int64_t>();
}

void Reader::operator()(const char* key, std::vector<std::string>& value) {
  const Json& list = take_list(key);
  value.clear();
  value.reserve(list.size());
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (!list[i].is_string()) refuse_type(fmt::format("{}[{}]", key, i), "text", list[i]);
    value.push_back(list[i].get<std::string>());
  }
}

void Reader::operator()(const char* key, std::vector<double>& values) {
  const Json& list = take_list(key);
  values.clear();
  values.reserve(list.size());
  for (std::size_t i = 0; i < list.size(); ++i) {
    const Json& cell = list[i];
    if (!cell.is_null() && !cell.is_number()) {
      refuse_type(fmt::format("{}[{}]", key, i), "a number", cell);
    }
    values.push_back(cell.is_null() ? not_applicable : cell.get<double>());
  }
}

void Reader::operator()(const char* key, std::vector<std::uint32_t>& values) {
  const Json& list = take_list(key);
  values.clear();
  values.reserve(list.size());
  for (std::size_t i = 0; i < list.size(); ++i) {
    const Json& cell = list[i];
    if (!cell.is_number_unsigned() ||
        cell.get<std::uint64_t>() > std::numeric_limits<std::uint32_t>::max()) {
      refuse_type(fmt::format("{}[{}]", key, i), "a whole number below 2^32", cell);
    }
    values.push_back(cell.get<std::uint32_t>());
  }
}

void Reader::limit(const char* key, double& value) {
  const Json& json = take(key);
  if (!json.is_string()) {
    (*this)(key, value);
    return;
  }
  const auto& text = json.get_ref<const std::string&>();
  if (text != "+inf" && text != "-inf") refuse_choice(key, text, {"+inf", "-inf"});
  const double infinity = std::numeric_limits<double>::infinity();
  value = text == "+inf" ? infinity : -infinity;
}

void Reader::hexadecimal(const char* key, std::uint64_t& value) {
  std::string text;
  (*this)(key, text);
  const char* end = text.data() + text.size();
  const auto result = std::from_chars(text.data(), end, value, 16);
  if (text.size() != 16 || result.ec != std::errc{} || result.ptr != end) {
    refuse_model(file_, "model.field",
                 fmt::format("the field {}{} must be 16 hexadecimal digits.", path_, key));
  }
}

void Reader::correlation(const char* key, std::vector<double>& matrix,
                         const std::vector<Term>& terms) {
  const Json& rows = take_list(key);
  matrix.clear();
  if (rows.empty()) return;
  const std::size_t count = terms.size();
  if (rows.size() != count) {
    refuse_model(file_, "model.length",
                 fmt::format("there are {} terms, but the field correlation has {} rows.", count,
                             rows.size()));
  }
  matrix.assign(count * count, not_applicable);
  for (std::size_t i = 0; i < count; ++i) {
    const std::string name = fmt::format("{}[{}]", key, i);
    if (!rows[i].is_array()) refuse_type(name, "a list", rows[i]);
    if (rows[i].size() != i) {
      refuse_model(
          file_, "model.length",
          fmt::format("the field {} must have {} numbers, but has {}.", name, i, rows[i].size()));
    }
    for (std::size_t j = 0; j < i; ++j) {
      const Json& cell = rows[i][j];
      if (!cell.is_null() && !cell.is_number()) refuse_type(name, "numbers", cell);
      const double value = cell.is_null() ? not_applicable : cell.get<double>();
      if (std::abs(value) > 1.0 + 1e-9) {
        refuse_model(file_, "model.range",
                     fmt::format("the field {} holds a correlation outside -1 to 1.", name));
      }
      matrix[i * count + j] = value;
      matrix[j * count + i] = value;
    }
    if (std::isfinite(terms[i].std_error)) matrix[i * count + i] = 1.0;
  }
}

void Reader::finish() const {
  for (const auto& [key, value] : object_.items()) {
    if (taken_.count(key) == 0) {
      refuse_model(file_, "model.field",
                   fmt::format("the field {}{} is not one of a model.", path_, quote(key)));
    }
  }
}

void Reader::refuse_type(const std::string& key, const char* wanted, const Json& found) const {
  refuse_model(
      file_, "model.field",
      fmt::format("the field {}{} must be {}, not {}.", path_, key, wanted, type_in_words(found)));
}

void Reader::refuse_choice(const char* key, const std::string& found,
                           const std::vector<std::string>& names) const {
  refuse_model(file_, "model.field",
               fmt::format("the field {}{} must be one of {}, not {}.", path_, key,
                           fmt::join(names, ", "), quote(found)));
}

template <class Struct>
void Reader::read_struct(const Json& json, const std::string& path, Struct& value) {
  if (!json.is_object()) {
    refuse_model(file_, "model.field",
                 fmt::format("the field {} must be an object, not {}.", path, type_in_words(json)));
  }
  Reader inner(json, path + ".", file_);
  list_fields(inner, value);
  inner.finish();
}

FittedModel read_model(const Json& file, const std::string& name) {
  FittedModel model;
  Reader reader(file, "", name);
  reader.take("schema");
  list_fields(reader, model);
  reader.take("checksum");
  reader.finish();
  return model;
}

}  // namespace odds::model_file
