// SPDX-License-Identifier: Apache-2.0
//
// A JSON value, and its text as odds writes it, in the model file and on standard output alike.
//
//   numbers   shortest digits that read back to the same double; what JSON can't hold is null
//   layout    one line per member of the outer object, one line per element of a list of records
//   strings   UTF-8; bytes that are not UTF-8 become U+FFFD
//
// Not nlohmann's own value: its destructor allocates, so it ends the program when memory runs out.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace odds::model_file {

class Json {
 public:
  using Array = std::vector<Json>;
  using Member = std::pair<std::string, Json>;
  using Object = std::vector<Member>;  // in the order in which they were put in
  enum class Type {
    null,
    boolean,
    number_integer,
    number_unsigned,
    number_float,
    string,
    array,
    object
  };

  Json(std::nullptr_t = nullptr) {}
  Json(std::same_as<bool> auto value) : value_(value) {}
  template <std::integral Number>
  requires(!std::same_as<Number, bool>) Json(Number value) {
    if constexpr (std::is_signed_v<Number>) {
      value_ = static_cast<std::int64_t>(value);
    } else {
      value_ = static_cast<std::uint64_t>(value);
    }
  }
  Json(double value) : value_(value) {}
  Json(std::string text);
  Json(std::string_view text) : Json(std::string(text)) {}
  Json(const char* text) : Json(std::string(text)) {}
  Json(const std::vector<std::string>& texts);
  // Of pairs that start with text: an object. Of anything else: a list.
  Json(std::initializer_list<Json> parts);
  Json(const Json& other);
  Json(Json&& other) noexcept;
  Json& operator=(Json other) noexcept;
  ~Json();

  static Json array();
  static Json object();

  Type type() const { return static_cast<Type>(value_.index()); }
  bool is_null() const { return type() == Type::null; }
  bool is_boolean() const { return type() == Type::boolean; }
  bool is_string() const { return type() == Type::string; }
  bool is_array() const { return type() == Type::array; }
  bool is_object() const { return type() == Type::object; }
  bool is_structured() const { return is_array() || is_object(); }
  bool is_number_unsigned() const { return type() == Type::number_unsigned; }
  bool is_number_integer() const { return is_number_unsigned() || type() == Type::number_integer; }
  bool is_number() const { return is_number_integer() || type() == Type::number_float; }

  // Requires: it holds one.
  template <class Value>
  Value get() const;
  template <class Reference>
  requires std::same_as<Reference, const std::string&> Reference get_ref()
  const;
  const Object& items() const;

  // Of a list or an object, else 0.
  std::size_t size() const;
  bool empty() const { return size() == 0; }

  // Of a list.
  void push_back(Json value);
  const Json& operator[](std::size_t index) const { return begin()[index]; }
  const Json& front() const { return *begin(); }
  const Json* begin() const;
  const Json* end() const;

  // Of an object: the member, made if there is none. A null becomes an object.
  Json& operator[](std::string_view key);
  // The member, or end().
  const Json* find(std::string_view key) const;

 private:
  friend class JsonBuilder;
  template <class Number>
  Number number() const;

  // In the order of Type.
  std::variant<std::nullptr_t, bool, std::int64_t, std::uint64_t, double,
               std::unique_ptr<std::string>, std::unique_ptr<Array>, std::unique_ptr<Object>>
      value_ = nullptr;
};

template <class Number>
Number Json::number() const {
  if (const auto* whole = std::get_if<std::uint64_t>(&value_)) return static_cast<Number>(*whole);
  if (const auto* whole = std::get_if<std::int64_t>(&value_)) return static_cast<Number>(*whole);
  return static_cast<Number>(std::get<double>(value_));
}

template <class Value>
Value Json::get() const {
  if constexpr (std::same_as<Value, bool>) {
    return std::get<bool>(value_);
  } else if constexpr (std::is_arithmetic_v<Value>) {
    return number<Value>();
  } else {
    return get_ref<const Value&>();
  }
}

template <class Reference>
requires std::same_as<Reference, const std::string&> Reference Json::get_ref()
const { return *std::get<std::unique_ptr<std::string>>(value_); }

// A double, or null for infinities and NaN.
Json json_number(double value);

// The text of an object, without a newline at its end.
std::string json_text(const Json& object);

// What is wrong with a text that is not JSON.
struct JsonFault {
  std::size_t byte = 0;  // behind the fault, 1-based; 0 if unknown
  std::string reason;    // the parser's words
  std::string duplicate_key;
  bool is_number_too_large = false;
  bool is_duplicate = false;
};

// The value of a text whose nesting is bounded; false, and the fault, if it is not JSON or has a
// key twice in one object.
bool parse_json(const std::string& text, Json& value, JsonFault& fault);

}  // namespace odds::model_file
