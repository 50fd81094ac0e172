// SPDX-License-Identifier: Apache-2.0
#include "base/atomic_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <system_error>

#include <odds/base.hpp>

namespace odds::base {
namespace {

constexpr std::size_t buffer_bytes = std::size_t{1} << 18U;

// What a symbolic link stands for, so that the link stays one; "" if that is not there.
std::string follow_links(const std::string& path) {
  std::error_code error;
  if (!std::filesystem::is_symlink(path, error)) return path;
  const std::filesystem::path target = std::filesystem::canonical(path, error);
  return error ? std::string() : target.string();
}

std::string folder_of(const std::string& path) {
  const std::string folder = std::filesystem::path(path).parent_path().string();
  return folder.empty() ? "." : folder;
}

// The permissions that a new file would get: 0666 less the process's mask. The mask can't be read
// without setting it, so it is read off the system's record of this process.
mode_t new_file_mode(const std::string& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) == 0) return status.st_mode & 0777U;
  const int record = ::open("/proc/self/status", O_RDONLY | O_CLOEXEC);
  if (record < 0) return 0644;
  std::string text(4096, '\0');
  const ssize_t length = ::read(record, text.data(), text.size());
  ::close(record);
  text.resize(length > 0 ? static_cast<std::size_t>(length) : 0);
  const std::size_t place = text.find("Umask:");
  if (place == std::string::npos) return 0644;
  const unsigned long mask = std::strtoul(text.c_str() + place + 6, nullptr, 8);
  return static_cast<mode_t>(0666U & ~mask);
}

// Repeats a system call that a signal interrupted.
template <class Call>
auto again(const Call& call) {
  auto result = call();
  while (result < 0 && errno == EINTR) result = call();
  return result;
}

}  // namespace

// A file without a name first: when the process is killed nothing stays behind.
void AtomicFile::open_temporary() {
#ifdef O_TMPFILE
  if (::access("/proc/self/fd", X_OK) == 0) {
    const std::string folder = folder_of(target_);
    descriptor_ =
        again([&] { return ::open(folder.c_str(), O_WRONLY | O_TMPFILE | O_CLOEXEC, 0600); });
    is_nameless_ = descriptor_ >= 0;
  }
#endif
  if (!is_nameless_) {  // the file system knows no such files
    temporary_ = target_ + ".tmp.XXXXXX";
    descriptor_ = again([&] { return ::mkostemp(temporary_.data(), O_CLOEXEC); });
  }
  if (descriptor_ < 0) {
    const int error_number = errno;
    temporary_.clear();
    fail("no file can be made in its folder", error_number);
  }
}

// A link never replaces a file, so the name that commit() gives away is one in between.
void AtomicFile::name_temporary() {
  const std::string record = "/proc/self/fd/" + std::to_string(descriptor_);
  const std::string stem = target_ + ".tmp." + std::to_string(::getpid()) + ".";
  constexpr int most_tries = 1000;
  for (int i = 0; i < most_tries; ++i) {
    std::string name = stem + std::to_string(i);
    if (::linkat(AT_FDCWD, record.c_str(), AT_FDCWD, name.c_str(), AT_SYMLINK_FOLLOW) == 0) {
      temporary_ = std::move(name);
      return;
    }
    if (errno != EEXIST) break;
  }
  fail("giving it a name failed", errno);
}

AtomicFile::AtomicFile(const std::string& path) : path_(path), target_(follow_links(path)) {
  if (target_.empty()) fail("it is a link to something that is not there", 0);
  struct stat status {};
  const bool exists = ::stat(target_.c_str(), &status) == 0;
  if (exists && S_ISDIR(status.st_mode)) fail("it is a directory", 0);
  if (exists && !S_ISREG(status.st_mode)) {
    is_direct_ = true;
    descriptor_ = again([&] { return ::open(target_.c_str(), O_WRONLY | O_CLOEXEC); });
    if (descriptor_ < 0) fail("it can't be opened", errno);
    return;
  }
  open_temporary();
  ::fchmod(descriptor_, new_file_mode(target_));
}

AtomicFile::~AtomicFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
  if (!temporary_.empty()) ::unlink(temporary_.c_str());
}

void AtomicFile::fail(const std::string& what, int error_number) {
  const std::string reason =
      error_number == 0 ? "" : ": " + std::generic_category().message(error_number);
  Where where;
  where.file = path_;
  throw Error(Fault::refused, "file.write", "can't write: " + what + reason + ".",
              "Nothing was written.", where);
}

void AtomicFile::write(std::string_view text) {
  buffer_ += text;
  if (buffer_.size() >= buffer_bytes) flush();
}

void AtomicFile::flush() {
  std::string_view rest = buffer_;
  while (!rest.empty()) {
    const ssize_t written = again([&] { return ::write(descriptor_, rest.data(), rest.size()); });
    if (written <= 0) fail("writing failed", written < 0 ? errno : ENOSPC);
    rest.remove_prefix(static_cast<std::size_t>(written));
  }
  buffer_.clear();
}

void AtomicFile::commit() {
  flush();
  if (!is_direct_ && again([&] { return ::fsync(descriptor_); }) != 0) {
    fail("flushing failed", errno);
  }
  if (is_nameless_) name_temporary();
  const int descriptor = descriptor_;
  descriptor_ = -1;
  // After an interruption the descriptor is closed all the same.
  if (::close(descriptor) != 0 && errno != EINTR) fail("closing failed", errno);
  if (is_direct_) return;
  if (::rename(temporary_.c_str(), target_.c_str()) != 0) fail("renaming failed", errno);
  temporary_.clear();
  // The folder's own record. Some file systems can't flush a folder; the file is whole either way.
  const int folder = ::open(folder_of(target_).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder < 0) return;
  ::fsync(folder);
  ::close(folder);
}

}  // namespace odds::base
