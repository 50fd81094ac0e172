// SPDX-License-Identifier: Apache-2.0
//
// Preloaded into the program, makes one of its system calls go wrong.
//
//   ODDS_FAULT="CALL N ACTION"   the N-th call of CALL, or with "N+" every one from the N-th on
//   ACTION                       an error (EIO), short (at most one byte is transferred),
//                                kill-before or kill-after (SIGKILL at that point)
//   ODDS_FAULT_MARK              a file that is made when it happens
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace {

struct Plan {
  char call[16] = "";
  char action[16] = "";
  int first = 0;
  bool for_good = false;
};

struct ErrorName {
  const char* name;
  int number;
};
constexpr ErrorName errors[] = {{"EIO", EIO},       {"ENOSPC", ENOSPC}, {"EINTR", EINTR},
                                {"EAGAIN", EAGAIN}, {"ENOMEM", ENOMEM}, {"EACCES", EACCES},
                                {"EMFILE", EMFILE}, {"EDQUOT", EDQUOT}};

Plan read_plan(const char* text) {
  Plan found;
  char plus = 0;
  if (std::sscanf(text, "%15s %d+ %15s", found.call, &found.first, found.action) == 3) {
    found.for_good = true;
  } else {
    std::sscanf(text, "%15s %d%c%15s", found.call, &found.first, &plus, found.action);
  }
  return found;
}

// A sanitizer calls before there is an environment: nothing is kept until then.
const Plan& plan() {
  static const Plan none;
  const char* text = std::getenv("ODDS_FAULT");
  if (text == nullptr) return none;
  static const Plan read = read_plan(text);
  return read;
}

// Whether this call is the one that must go wrong.
bool is_hit(const char* call) {
  static std::atomic<int> count{0};
  if (std::strcmp(plan().call, call) != 0) return false;
  const int now = ++count;
  if (now != plan().first && !(plan().for_good && now > plan().first)) return false;
  if (const char* mark = std::getenv("ODDS_FAULT_MARK")) {
    const long made = syscall(SYS_openat, AT_FDCWD, mark, O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
    syscall(SYS_close, made);
  }
  return true;
}

bool acts(const char* action) { return std::strcmp(plan().action, action) == 0; }

int error_number() {
  for (const ErrorName& error : errors) {
    if (acts(error.name)) return error.number;
  }
  return 0;
}

void die() {
  kill(getpid(), SIGKILL);
  for (;;) pause();
}

// Does `real`, unless an error takes its place.
template <class Result, class Real>
Result go(const char* call, Result failure, const Real& real) {
  if (!is_hit(call)) return real(false);
  if (const int error = error_number(); error != 0) {
    errno = error;
    return failure;
  }
  if (acts("kill-before")) die();
  const Result result = real(acts("short"));
  if (acts("kill-after")) die();
  return result;
}

template <class Function>
Function next(const char* name) {
  return reinterpret_cast<Function>(dlsym(RTLD_NEXT, name));
}

int open_file(const char* path, int flags, mode_t mode) {
  return go("open", -1, [&](bool) {
    return static_cast<int>(syscall(SYS_openat, AT_FDCWD, path, flags, mode));
  });
}

mode_t mode_of(int flags, va_list arguments) {
  const bool has_mode = (flags & O_CREAT) != 0 || (flags & O_TMPFILE) == O_TMPFILE;
  return has_mode ? static_cast<mode_t>(va_arg(arguments, unsigned)) : 0;
}

ssize_t read_at(int descriptor, void* out, std::size_t bytes, off_t offset) {
  return go("pread", ssize_t{-1}, [&](bool is_short) {
    return static_cast<ssize_t>(syscall(
        SYS_pread64, descriptor, out, is_short ? std::min<std::size_t>(bytes, 1) : bytes, offset));
  });
}

void* map(void* address, std::size_t bytes, int protection, int flags, int file, off_t offset) {
  return go("mmap", MAP_FAILED, [&](bool) {
    return reinterpret_cast<void*>(
        syscall(SYS_mmap, address, bytes, protection, flags, file, offset));
  });
}

}  // namespace

extern "C" {

int open(const char* path, int flags, ...) {
  va_list arguments;
  va_start(arguments, flags);
  const mode_t mode = mode_of(flags, arguments);
  va_end(arguments);
  return open_file(path, flags, mode);
}

int open64(const char* path, int flags, ...) {
  va_list arguments;
  va_start(arguments, flags);
  const mode_t mode = mode_of(flags, arguments);
  va_end(arguments);
  return open_file(path, flags, mode);
}

ssize_t read(int descriptor, void* out, std::size_t bytes) {
  return go("read", ssize_t{-1}, [&](bool is_short) {
    return static_cast<ssize_t>(
        syscall(SYS_read, descriptor, out, is_short ? std::min<std::size_t>(bytes, 1) : bytes));
  });
}

ssize_t pread(int descriptor, void* out, std::size_t bytes, off_t offset) {
  return read_at(descriptor, out, bytes, offset);
}
ssize_t pread64(int descriptor, void* out, std::size_t bytes, off_t offset) {
  return read_at(descriptor, out, bytes, offset);
}

ssize_t write(int descriptor, const void* data, std::size_t bytes) {
  return go("write", ssize_t{-1}, [&](bool is_short) {
    return static_cast<ssize_t>(
        syscall(SYS_write, descriptor, data, is_short ? std::min<std::size_t>(bytes, 1) : bytes));
  });
}

int fsync(int descriptor) {
  return go("fsync", -1, [&](bool) { return static_cast<int>(syscall(SYS_fsync, descriptor)); });
}

int close(int descriptor) {
  return go("close", -1, [&](bool) { return static_cast<int>(syscall(SYS_close, descriptor)); });
}

int rename(const char* from, const char* to) noexcept {
  return go("rename", -1, [&](bool) {
    return static_cast<int>(syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0));
  });
}

int linkat(int from_folder, const char* from, int to_folder, const char* to, int flags) noexcept {
  return go("linkat", -1, [&](bool) {
    return static_cast<int>(syscall(SYS_linkat, from_folder, from, to_folder, to, flags));
  });
}

int mkostemp(char* name, int flags) {
  return go("mkostemp", -1,
            [&](bool) { return next<int (*)(char*, int)>("mkostemp")(name, flags); });
}

void* mmap(void* address, std::size_t bytes, int protection, int flags, int file,
           off_t offset) noexcept {
  return map(address, bytes, protection, flags, file, offset);
}
void* mmap64(void* address, std::size_t bytes, int protection, int flags, int file,
             off_t offset) noexcept {
  return map(address, bytes, protection, flags, file, offset);
}

int pthread_create(pthread_t* thread, const pthread_attr_t* attributes, void* (*start)(void*),
                   void* argument) noexcept {
  using Create = int (*)(pthread_t*, const pthread_attr_t*, void* (*)(void*), void*);
  if (is_hit("thread")) return error_number();
  return next<Create>("pthread_create")(thread, attributes, start, argument);
}

// glibc's own name for it: dlsym() itself may allocate.
#ifdef ODDS_SHIM_MALLOC
void* __libc_malloc(std::size_t bytes);
static bool is_started = false;

// What static objects allocate before main() is not counted: several libraries end the program
// when they get nothing, and nothing can be done about it.
static int (*real_main)(int, char**, char**) = nullptr;
static int counted_main(int argc, char** argv, char** environment) {
  is_started = true;
  return real_main(argc, argv, environment);
}
int __libc_start_main(int (*main)(int, char**, char**), int argc, char** argv, void (*init)(),
                      void (*finish)(), void (*unload)(), void* stack_end) {
  real_main = main;
  const auto start = next<decltype(&__libc_start_main)>("__libc_start_main");
  return start(&counted_main, argc, argv, init, finish, unload, stack_end);
}

void* malloc(std::size_t bytes) {
  if (!is_started || !is_hit("malloc")) return __libc_malloc(bytes);
  errno = ENOMEM;
  return nullptr;
}
#endif

}  // extern "C"
