// SPDX-License-Identifier: Apache-2.0
//
// What every part of odds shares: errors that name the cause and the cure, notes, the options
// of a run, and the observer that follows a run and can stop it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace odds {

// Who has to act. The program's exit code follows from it: refused 1, usage 2, internal 3,
// interrupted 130.
enum class Fault { refused, usage, internal, interrupted };

// The place an error speaks of. Zero and empty mean "does not apply".
struct Where {
  std::string file;
  std::uint64_t line = 0;         // physical line of the file, 1-based
  std::uint64_t byte_column = 0;  // byte within that line, 1-based
  std::uint64_t row = 0;          // data row, 1-based, the header not counted
  std::string column;             // column name
};

// One refusal: what is wrong, where, and what to do. `code` is stable for ever
// ("csv.nul_byte") and has an entry in docs/errors.md.
// `message` and `hint` are full sentences on one line; quote() made every quoted value safe.
class Error : public std::runtime_error {
 public:
  Error(Fault fault, std::string code, std::string message, std::string hint = {},
        Where where = {});

  Fault fault() const { return fault_; }
  const std::string& code() const { return code_; }
  const std::string& message() const { return message_; }
  const std::string& hint() const { return hint_; }
  const Where& where() const { return where_; }

  // "FILE:LINE:COLUMN: message hint", the parts that apply. what() returns the same.
  std::string line() const { return what(); }

 private:
  Fault fault_;
  std::string code_;
  std::string message_;
  std::string hint_;
  Where where_;
};

// Something the reader of a result should know. Codes are as stable as those of errors.
struct Note {
  std::string code;
  std::string message;
};

// "value" in double quotes, control bytes and invalid UTF-8 as \xNN, clipped to 80 characters.
std::string quote(std::string_view value);

// `text` as one word of a POSIX shell: as it is where nothing in it means anything to a shell, else
// in single quotes. Control bytes and invalid UTF-8 as \xNN, so that printing it is safe.
std::string shell_word(std::string_view text);

// The candidate nearest to `name` (edit distance at most a third of its length), or empty.
std::string nearest(std::string_view name, const std::vector<std::string>& candidates);

// How far a run is. `done` of `total` in the unit of `stage`; total 0 means unknown.
struct Progress {
  std::string_view stage;  // "reading", "fitting", "predicting"
  double done = 0;
  double total = 0;
  double loss = 0;  // mean negative log-likelihood, where the stage has one, else 0
};

// Follows a run. Called from one thread at a time, at most a few hundred times a second.
class Observer {
 public:
  virtual ~Observer() = default;
  // False asks the run to stop: reading throws Error{interrupted}; a fit returns its best point.
  virtual bool progress(const Progress& progress) = 0;
};

// What must not change an answer.
struct RunOptions {
  unsigned threads = 0;  // 0: as many as the machine offers
  Observer* observer = nullptr;
};

// "0.1.0"
std::string_view version();

// The kernels in use: "avx512", "avx2", "neon" or "portable". Throws Error{usage} when the
// environment variable ODDS_KERNELS names one that this machine lacks.
std::string_view kernel_target();

}  // namespace odds
