// SPDX-License-Identifier: Apache-2.0
//
// Runs a program as a user would: arguments, environment, standard input from a file or a feeding
// function through a pipe; exit code, both outputs and peak memory come back.
#pragma once

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <functional>
#include <map>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "reference/fits.hpp"

namespace reference {

struct Run {
  std::vector<std::string> arguments;              // the program first
  std::map<std::string, std::string> environment;  // added to the caller's
  std::string input = "/dev/null";                 // a path, unless `feed` is set
  std::function<void(int)> feed;  // writes to the pipe that is standard input; needn't close it
  std::string output;             // a path for standard output, "" to capture it
};

struct Outcome {
  int exit_code = -1;  // 128 + signal where a signal ended it
  std::string output;
  std::string messages;
  long peak_rss_kib = 0;
};

// Writes everything, or stops quietly when the reader has gone.
inline bool write_all(int descriptor, const char* data, std::size_t size) {
  while (size > 0) {
    const ssize_t written = ::write(descriptor, data, size);
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    data += written;
    size -= static_cast<std::size_t>(written);
  }
  return true;
}

namespace detail {

inline int open_or_throw(const std::string& path, int flags) {
  const int descriptor = ::open(path.c_str(), flags | O_CLOEXEC, 0600);
  if (descriptor < 0) throw std::runtime_error("can't open " + path);
  return descriptor;
}

// In the child, between fork and exec. `words` and `settings` were prepared by the parent.
[[noreturn]] inline void become(int input, int output, int messages, char* const* words,
                                char* const* settings) {
  ::dup2(input, 0);
  ::dup2(output, 1);
  ::dup2(messages, 2);
  ::signal(SIGPIPE, SIG_DFL);
  ::execve(words[0], words, settings);
  ::_exit(126);
}

inline std::vector<std::string> settings(const Run& run) {
  std::vector<std::string> result;
  for (char** setting = environ; *setting != nullptr; ++setting) {
    const std::string text = *setting;
    if (run.environment.count(text.substr(0, text.find('='))) == 0) result.push_back(text);
  }
  for (const auto& [name, value] : run.environment) result.push_back(name + "=" + value);
  return result;
}

inline std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> result;
  for (std::string& text : texts) result.push_back(text.data());
  result.push_back(nullptr);
  return result;
}

}  // namespace detail

inline Outcome execute(const Run& run) {
  const TemporaryDirectory directory;
  const std::string output_path = run.output.empty() ? directory.path("stdout") : run.output;
  const int output = detail::open_or_throw(output_path, O_WRONLY | O_CREAT);
  const int messages = detail::open_or_throw(directory.path("stderr"), O_WRONLY | O_CREAT);
  int ends[2] = {-1, -1};
  if (run.feed) {
    if (::pipe2(ends, O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
  } else {
    ends[0] = detail::open_or_throw(run.input, O_RDONLY);
  }
  std::vector<std::string> words = run.arguments, settings = detail::settings(run);
  const std::vector<char*> word_pointers = detail::pointers(words);
  const std::vector<char*> setting_pointers = detail::pointers(settings);
  const pid_t child = ::fork();
  if (child < 0) throw std::runtime_error("can't fork");
  if (child == 0)
    detail::become(ends[0], output, messages, word_pointers.data(), setting_pointers.data());
  for (const int descriptor : {ends[0], output, messages}) ::close(descriptor);
  std::thread feeder;
  if (run.feed) {
    ::signal(SIGPIPE, SIG_IGN);  // a program that stops reading must not end the test
    feeder = std::thread([&run, end = ends[1]] {
      run.feed(end);
      ::close(end);
    });
  }
  int status = 0;
  rusage usage{};
  while (::wait4(child, &status, 0, &usage) < 0 && errno == EINTR) {
  }
  if (feeder.joinable()) feeder.join();
  Outcome outcome;
  outcome.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  if (run.output.empty()) outcome.output = read_text(output_path);
  outcome.messages = read_text(directory.path("stderr"));
  outcome.peak_rss_kib = usage.ru_maxrss;
  return outcome;
}

}  // namespace reference
