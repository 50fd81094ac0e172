// SPDX-License-Identifier: Apache-2.0
//
// A file that appears whole or not at all.
//
//   write to a file without a name in its folder -> fsync -> link as NAME.tmp.PID.N -> rename to
//   NAME -> fsync of the folder
//
// Readers see the old file or the new one, never half of one. A process that is killed leaves
// nothing behind, unless it dies between link and rename, or the file system has no files without
// a name: then NAME.tmp.* stays, which is in nobody's way and may be deleted.
// Throws Error{refused, "file.write"} with the system's words ("No space left on device").
#pragma once

#include <string>
#include <string_view>

namespace odds::base {

class AtomicFile {
 public:
  // Makes the temporary file. A name that is a device or a pipe is written to directly; one that
  // is a symbolic link keeps the link and replaces what it points to, which must be there.
  explicit AtomicFile(const std::string& path);
  ~AtomicFile();  // removes the temporary file unless commit() succeeded
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;

  void write(std::string_view text);
  // Makes the file visible under its name. Nothing may be written after it.
  void commit();

 private:
  void open_temporary();
  void name_temporary();
  void flush();
  [[noreturn]] void fail(const std::string& what, int error_number);

  std::string path_;       // as given, for messages
  std::string target_;     // after symbolic links
  std::string temporary_;  // the name in between; "" while there is none
  std::string buffer_;
  int descriptor_ = -1;
  bool is_direct_ = false;    // the target is a device or a pipe
  bool is_nameless_ = false;  // until commit()
};

}  // namespace odds::base
