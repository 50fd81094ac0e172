// SPDX-License-Identifier: Apache-2.0
//
// The archive that fills a FittedModel from JSON. Every type and length is checked, a field that is
// missing (but for optional ones), unknown or written twice is refused, and every message names the
// field.
#pragma once

#include <array>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include <odds/model.hpp>

#include "model/model_file_json.hpp"

namespace odds::model_file {

// Throws Error{refused, code} about the file.
[[noreturn]] void refuse_model(const std::string& name, const std::string& code,
                               const std::string& message);

// Reads one object. `path` is how messages call it: "", "terms[2].", "certificate.".
class Reader {
 public:
  template <class Struct>
  using Argument = Struct;

  Reader(const Json& object, std::string path, const std::string& file);

  void operator()(const char* key, std::string& value);
  void operator()(const char* key, bool& value);
  void operator()(const char* key, double& value);  // null becomes NaN
  void operator()(const char* key, std::uint64_t& value);
  void operator()(const char* key, std::int64_t& value);
  void operator()(const char* key, std::vector<std::string>& value);
  void operator()(const char* key, std::vector<double>& values);
  void operator()(const char* key, std::vector<std::uint32_t>& values);

  template <class Struct>
  requires std::is_class_v<Struct>
  void operator()(const char* key, Struct& value) { read_struct(take(key), path_ + key, value); }

  template <class Struct>
  requires std::is_class_v<Struct>
  void operator()(const char* key, std::vector<Struct>& value) {
    const Json& list = take_list(key);
    value.clear();
    value.resize(list.size());
    for (std::size_t i = 0; i < list.size(); ++i) {
      read_struct(list[i], path_ + key + "[" + std::to_string(i) + "]", value[i]);
    }
  }

  // A field that files of earlier versions lack, or that not every model has: its value stays.
  template <class Value>
  void optional(const char* key, Value& value, bool /*is_used*/ = true) {
    if (object_.find(key) != object_.end()) (*this)(key, value);
  }
  template <class Value>
  void optional(const char* key, std::optional<Value>& value) {
    if (object_.find(key) != object_.end()) (*this)(key, value.emplace());
  }

  // A number, null, or an infinity in words: "+inf", "-inf".
  void limit(const char* key, double& value);

  template <class Enum, std::size_t count>
  void choice(const char* key, Enum& value, const std::array<std::string_view, count>& names) {
    std::string text;
    (*this)(key, text);
    for (std::size_t i = 0; i < count; ++i) {
      if (text == names[i]) {
        value = static_cast<Enum>(i);
        return;
      }
    }
    refuse_choice(key, text, std::vector<std::string>(names.begin(), names.end()));
  }

  void hexadecimal(const char* key, std::uint64_t& value);

  // The matrix from its lower triangle; terms without a standard error have NaN on the diagonal.
  void correlation(const char* key, std::vector<double>& matrix, const std::vector<Term>& terms);

  // Refuses members that nobody asked for.
  void finish() const;

  const Json& take(const char* key);

 private:
  template <class Struct>
  void read_struct(const Json& json, const std::string& path, Struct& value);

  const Json& take_list(const char* key);
  [[noreturn]] void refuse_type(const std::string& key, const char* wanted,
                                const Json& found) const;
  [[noreturn]] void refuse_choice(const char* key, const std::string& found,
                                  const std::vector<std::string>& names) const;

  const Json& object_;
  std::string path_;
  const std::string& file_;
  std::set<std::string_view> taken_;
};

// The model of a parsed file. The checksum is not looked at here.
FittedModel read_model(const Json& file, const std::string& name);

}  // namespace odds::model_file
