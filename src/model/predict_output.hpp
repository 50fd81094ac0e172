// SPDX-License-Identifier: Apache-2.0
//
// Where scores go: a file that appears whole or not at all, or standard output.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/atomic_file.hpp"

namespace odds::model {

class ScoreOutput {
 public:
  // "-" is standard output. Throws Error{refused}: file.same_file when `input` is the same file,
  // file.write.
  ScoreOutput(const std::string& path, const std::string& input);

  // Throws Error: file.write; {interrupted, "output.closed"} when the reader of a pipe has gone.
  void write(std::string_view text);
  void commit();

 private:
  std::unique_ptr<base::AtomicFile> file_;  // null: standard output
};

// A field of a CSV file, quoted where it must be.
void append_csv_field(std::string_view field, std::string& out);

// The shortest text that reads back as the same number.
void append_number(double value, std::string& out);

}  // namespace odds::model
