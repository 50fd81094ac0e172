// SPDX-License-Identifier: Apache-2.0
//
// The JSON value: building, looking, parsing. The grammar is nlohmann's parser, which hands over
// one event after another.
#include <set>
#include <utility>

#include <nlohmann/json.hpp>

#include "model/model_file_json.hpp"

namespace odds::model_file {

Json::Json(std::string text) : value_(std::make_unique<std::string>(std::move(text))) {}

Json::Json(const std::vector<std::string>& texts)
    : value_(std::make_unique<Array>(texts.begin(), texts.end())) {}

Json::Json(std::initializer_list<Json> parts) {
  bool is_object = true;
  for (const Json& part : parts) {
    is_object = is_object && part.is_array() && part.size() == 2 && part.front().is_string();
  }
  if (!is_object) {
    value_ = std::make_unique<Array>(parts);
    return;
  }
  value_ = std::make_unique<Object>();
  for (const Json& part : parts) (*this)[part[0].get_ref<const std::string&>()] = part[1];
}

Json::Json(const Json& other) {
  std::visit(
      [&](const auto& value) {
        using Value = std::decay_t<decltype(value)>;
        if constexpr (std::is_arithmetic_v<Value> || std::same_as<Value, std::nullptr_t>) {
          value_ = value;
        } else {
          value_ = std::make_unique<typename Value::element_type>(*value);
        }
      },
      other.value_);
}

Json::Json(Json&& other) noexcept : value_(std::exchange(other.value_, nullptr)) {}

Json& Json::operator=(Json other) noexcept {
  std::swap(value_, other.value_);
  return *this;
}

Json::~Json() = default;

Json Json::array() {
  Json json;
  json.value_ = std::make_unique<Array>();
  return json;
}

Json Json::object() {
  Json json;
  json.value_ = std::make_unique<Object>();
  return json;
}

const Json::Object& Json::items() const { return *std::get<std::unique_ptr<Object>>(value_); }

std::size_t Json::size() const {
  if (is_array()) return std::get<std::unique_ptr<Array>>(value_)->size();
  return is_object() ? items().size() : 0;
}

void Json::push_back(Json value) {
  std::get<std::unique_ptr<Array>>(value_)->push_back(std::move(value));
}

const Json* Json::begin() const {
  return is_array() ? std::get<std::unique_ptr<Array>>(value_)->data() : nullptr;
}

const Json* Json::end() const { return is_array() ? begin() + size() : nullptr; }

Json& Json::operator[](std::string_view key) {
  if (is_null()) value_ = std::make_unique<Object>();
  Object& members = *std::get<std::unique_ptr<Object>>(value_);
  for (Member& member : members) {
    if (member.first == key) return member.second;
  }
  return members.emplace_back(std::string(key), nullptr).second;
}

const Json* Json::find(std::string_view key) const {
  if (!is_object()) return end();
  for (const Member& member : items()) {
    if (member.first == key) return &member.second;
  }
  return end();
}

// Puts together what the parser reads.
class JsonBuilder final : public nlohmann::json_sax<nlohmann::json> {
 public:
  JsonBuilder(Json& root, JsonFault& fault) : fault_(fault) { open_.push_back({&root, {}}); }

  bool null() override { return put(nullptr); }
  bool boolean(bool value) override { return put(value); }
  bool number_integer(number_integer_t value) override { return put(value); }
  bool number_unsigned(number_unsigned_t value) override { return put(value); }
  bool number_float(number_float_t value, const string_t&) override { return put(value); }
  bool string(string_t& value) override { return put(std::move(value)); }
  bool binary(binary_t&) override { return false; }  // no part of JSON text
  bool start_object(std::size_t) override { return open(Json::object()); }
  bool start_array(std::size_t) override { return open(Json::array()); }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }

  bool key(string_t& value) override {
    Place& place = open_.back();
    if (!place.keys.insert(value).second) {
      fault_.is_duplicate = true;
      fault_.duplicate_key = value;
      return false;
    }
    auto& object = *std::get<std::unique_ptr<Json::Object>>(place.json->value_);
    object.emplace_back(std::move(value), nullptr);
    return true;
  }

  bool parse_error(std::size_t position, const std::string&,
                   const nlohmann::detail::exception& error) override {
    fault_.byte = position;
    fault_.reason = error.what();
    fault_.is_number_too_large =
        dynamic_cast<const nlohmann::detail::out_of_range*>(&error) != nullptr;
    return false;
  }

 private:
  // A list or an object that is not closed yet; at the bottom the root.
  struct Place {
    Json* json;
    std::set<std::string> keys;
  };

  Json& put_value(Json value) {
    Json& parent = *open_.back().json;
    if (parent.is_array()) {
      auto& list = *std::get<std::unique_ptr<Json::Array>>(parent.value_);
      return list.emplace_back(std::move(value));
    }
    Json& place = parent.is_object()
                      ? std::get<std::unique_ptr<Json::Object>>(parent.value_)->back().second
                      : parent;
    return place = std::move(value);
  }
  bool put(Json value) {
    put_value(std::move(value));
    return true;
  }
  bool open(Json value) {
    open_.push_back({&put_value(std::move(value)), {}});
    return true;
  }
  bool close() {
    open_.pop_back();
    return true;
  }

  JsonFault& fault_;
  std::vector<Place> open_;
};

bool parse_json(const std::string& text, Json& value, JsonFault& fault) {
  JsonBuilder builder(value, fault);
  return nlohmann::json::sax_parse(text, &builder);
}

}  // namespace odds::model_file
