// SPDX-License-Identifier: Apache-2.0
//
// The model file: JSON text, schema "odds.model/1", with the fields of model_file_fields.hpp.
// Loading is safe for files from strangers: the text is scanned for size, nesting and checksum,
// parsed without recursion, and every field is checked before a model exists.
#include <fcntl.h>
#include <unistd.h>
#include <cerrno>
#include <cmath>
#include <cstring>
#include <string>
#include <vector>

#include <fmt/format.h>

#include <odds/model.hpp>

#include "base/atomic_file.hpp"
#include "model/model_file_check.hpp"
#include "model/model_file_fields.hpp"
#include "model/model_file_json.hpp"
#include "model/model_file_reader.hpp"
#include "model/model_file_scan.hpp"

namespace odds {
namespace {

using model_file::Json;

// Beyond it the matrix would be larger than any file that odds agrees to load.
constexpr std::size_t correlation_limit = 4'000;

// The archive that builds JSON.
class Writer {
 public:
  template <class Struct>
  using Argument = const Struct;

  void operator()(const char* key, double value) { json[key] = model_file::json_number(value); }

  template <class Plain>
  requires(!std::is_class_v<Plain>) void operator()(const char* key, const Plain& value) {
    json[key] = value;
  }
  void operator()(const char* key, const std::string& value) { json[key] = value; }
  void operator()(const char* key, const std::vector<double>& values) {
    Json& list = json[key] = Json::array();
    for (const double value : values) list.push_back(model_file::json_number(value));
  }
  void operator()(const char* key, const std::vector<std::uint32_t>& values) {
    Json& list = json[key] = Json::array();
    for (const std::uint32_t value : values) list.push_back(value);
  }
  void operator()(const char* key, const std::vector<std::string>& value) { json[key] = value; }

  template <class Struct>
  requires std::is_class_v<Struct>
  void operator()(const char* key, const Struct& value) { json[key] = to_json(value); }

  template <class Struct>
  requires std::is_class_v<Struct>
  void operator()(const char* key, const std::vector<Struct>& list) {
    Json& array = json[key] = Json::array();
    for (const Struct& value : list) array.push_back(to_json(value));
  }

  // A field that files of earlier versions lack, or that not every model has.
  template <class Value>
  void optional(const char* key, const Value& value, bool is_used = true) {
    if (is_used) (*this)(key, value);
  }
  template <class Value>
  void optional(const char* key, const std::optional<Value>& value) {
    if (value) (*this)(key, *value);
  }

  // A number that may be infinite, which JSON says in words.
  void limit(const char* key, double value) {
    if (std::isinf(value)) {
      json[key] = value > 0.0 ? "+inf" : "-inf";
    } else {
      json[key] = model_file::json_number(value);
    }
  }

  template <class Enum, class Names>
  void choice(const char* key, Enum value, const Names& names) {
    json[key] = names.at(static_cast<std::size_t>(value));
  }

  void hexadecimal(const char* key, std::uint64_t value) {
    json[key] = model_file::checksum_value(value);
  }

  // The lower triangle without its diagonal: row i has i numbers.
  void correlation(const char* key, const std::vector<double>& matrix,
                   const std::vector<Term>& terms) {
    const std::size_t count = terms.size();
    Json& rows = json[key] = Json::array();
    if (matrix.size() != count * count || count > correlation_limit) return;
    for (std::size_t i = 0; i < count; ++i) {
      Json row = Json::array();
      for (std::size_t j = 0; j < i; ++j) {
        row.push_back(model_file::json_number(matrix[i * count + j]));
      }
      rows.push_back(std::move(row));
    }
  }

  Json json = Json::object();

 private:
  template <class Struct>
  static Json to_json(const Struct& value) {
    Writer inner;
    model_file::list_fields(inner, value);
    return std::move(inner.json);
  }
};

[[noreturn]] void refuse_syntax(const std::string& text, const std::string& name,
                                const model_file::JsonFault& fault) {
  if (fault.is_duplicate) {
    model_file::refuse_model(
        name, "model.field",
        fmt::format("the field {} is there twice.", quote(fault.duplicate_key)));
  }
  if (fault.is_number_too_large) {
    model_file::refuse_model(name, "model.syntax",
                             "this is not valid JSON: a number is too large for a double.");
  }
  const std::string& what = fault.reason;
  const Where where = model_file::place_of(text, name, fault.byte == 0 ? 0 : fault.byte - 1);
  const std::string hint = "Use a file that \"odds fit -o\" wrote.";
  if (what.find("; expected end of input") != std::string::npos) {
    throw Error(Fault::refused, "model.trailing", "there is text after the end of the model.", hint,
                where);
  }
  const std::size_t dash = what.find(" - ");
  std::string reason = dash == std::string::npos ? "malformed" : what.substr(dash + 3);
  reason = reason.substr(0, reason.find(';'));
  throw Error(Fault::refused, "model.syntax", fmt::format("this is not valid JSON: {}.", reason),
              hint, where);
}

Json parse(const std::string& text, const std::string& name) {
  Json file;
  model_file::JsonFault fault;
  if (!model_file::parse_json(text, file, fault)) refuse_syntax(text, name, fault);
  return file;
}

void check_schema(const Json& file, const std::string& name) {
  constexpr std::string_view family = "odds.model/";
  const auto schema = file.is_object() ? file.find("schema") : file.end();
  if (!file.is_object() || schema == file.end() || !schema->is_string()) {
    model_file::refuse_model(name, "model.schema",
                             "this is not a model of odds: the field schema, which names format "
                             "and version, is missing.");
  }
  const auto& text = schema->get_ref<const std::string&>();
  if (text == model_file::schema_name) return;
  if (text.rfind(family, 0) == 0) {
    Where where;
    where.file = name;
    throw Error(Fault::refused, "model.newer",
                fmt::format("this model was made by a newer odds (format {}).", quote(text)),
                "Update odds, or fit the model again with this version.", where);
  }
  model_file::refuse_model(
      name, "model.schema",
      fmt::format("this is not a model of odds: its schema is {}.", quote(text)));
}

// White space outside strings does not count, as in the scan.
void check_checksum(const model_file::Scan& scan, const std::string& name) {
  std::string last;
  for (const char c : scan.last) {
    if (c != ' ' && c != '\n' && c != '\r' && c != '\t') last += c;
  }
  if (last == "\"checksum\":\"" + model_file::checksum_value(scan.hash) + "\"}") return;
  model_file::refuse_model(name, "model.checksum",
                           "the checksum does not match, so something changed the file after odds "
                           "wrote it.");
}

struct OpenFile {
  explicit OpenFile(int number) : descriptor(number) {}
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;
  ~OpenFile() { ::close(descriptor); }
  int descriptor;
};

std::string read_whole(const std::string& path) {
  Where where;
  where.file = path;
  const auto refuse = [&](int code) {
    throw Error(Fault::refused, "model.unreadable",
                fmt::format("cannot read the model: {}.", std::strerror(code)),
                "Check the path and its permissions.", where);
  };
  int opened = -1;
  do {
    opened = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  } while (opened < 0 && errno == EINTR);
  if (opened < 0) refuse(errno);
  const OpenFile file{opened};
  std::string text;
  std::vector<char> buffer(std::size_t{1} << 18U);
  while (text.size() <= model_file::byte_limit) {
    const ssize_t count = ::read(file.descriptor, buffer.data(), buffer.size());
    if (count == 0) break;
    if (count > 0) {
      text.append(buffer.data(), static_cast<std::size_t>(count));
    } else if (errno != EINTR) {
      refuse(errno);
    }
  }
  return text;
}

}  // namespace

std::string model_to_text(const FittedModel& model) {
  Writer writer;
  writer("schema", std::string(model_file::schema_name));
  model_file::list_fields(writer, model);
  if (!model.correlation.empty() && model.terms.size() > correlation_limit) {
    Writer note;
    model_file::list_fields(
        note, Note{"model.correlation_left_out",
                   fmt::format("The model file leaves out the correlations of its {} estimates: "
                               "they would not fit into it.",
                               model.terms.size())});
    writer.json["notes"].push_back(std::move(note.json));
  }
  writer.json["checksum"] = model_file::checksum_value(0);
  std::string text = model_file::json_text(writer.json);
  const std::uint64_t hash = model_file::scan_text(text, "model").hash;
  const std::string value = model_file::checksum_value(hash);
  text.replace(text.rfind(model_file::checksum_value(0)), value.size(), value);
  return text;
}

FittedModel model_from_text(const std::string& text, const std::string& name) {
  const model_file::Scan scan = model_file::scan_text(text, name);
  const Json file = parse(text, name);
  check_schema(file, name);
  FittedModel model = model_file::read_model(file, name);
  model_file::check_model(model, name);
  check_checksum(scan, name);
  return model;
}

void save_model(const FittedModel& model, const std::string& path) {
  const std::string text = model_to_text(model);
  base::AtomicFile file(path);
  file.write(text);
  file.commit();
}

FittedModel load_model(const std::string& path) { return model_from_text(read_whole(path), path); }

}  // namespace odds
