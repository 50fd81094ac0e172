// SPDX-License-Identifier: Apache-2.0
#include "base/atomic_file.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <gtest/gtest.h>

#include <odds/base.hpp>

namespace odds::tests {
namespace {

namespace fs = std::filesystem;

class AtomicFileTest : public testing::Test {
 protected:
  void SetUp() override {
    const auto* test = testing::UnitTest::GetInstance()->current_test_info();
    folder_ = fs::temp_directory_path() / (std::string("odds_atomic_") + test->name());
    fs::remove_all(folder_);
    fs::create_directory(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }

  std::string path(const std::string& name) const { return (folder_ / name).string(); }
  static std::string content(const std::string& file) {
    std::ifstream stream(file, std::ios::binary);
    std::ostringstream text;
    text << stream.rdbuf();
    return text.str();
  }
  std::ptrdiff_t file_count() const {
    return std::distance(fs::directory_iterator(folder_), fs::directory_iterator());
  }

  fs::path folder_;
};

TEST_F(AtomicFileTest, AppearsWholeAtTheCommit) {
  base::AtomicFile file(path("a"));
  file.write("one\n");
  file.write(std::string(1'000'000, 'x'));
  EXPECT_FALSE(fs::exists(path("a")));
  file.commit();
  EXPECT_EQ(content(path("a")).size(), 1'000'004U);
  EXPECT_EQ(file_count(), 1);
}

TEST_F(AtomicFileTest, LeavesTheOldFileWithoutACommit) {
  std::ofstream(path("a")) << "old";
  {
    base::AtomicFile file(path("a"));
    file.write(std::string(1'000'000, 'x'));
  }
  EXPECT_EQ(content(path("a")), "old");
  EXPECT_EQ(file_count(), 1);
}

TEST_F(AtomicFileTest, KeepsALinkAndThePermissions) {
  std::ofstream(path("real")) << "old";
  fs::permissions(path("real"), fs::perms::owner_read | fs::perms::owner_write);
  fs::create_symlink("real", path("link"));
  base::AtomicFile file(path("link"));
  file.write("new");
  file.commit();
  EXPECT_TRUE(fs::is_symlink(path("link")));
  EXPECT_EQ(content(path("real")), "new");
  EXPECT_EQ(fs::status(path("real")).permissions(), fs::perms::owner_read | fs::perms::owner_write);
}

TEST_F(AtomicFileTest, RefusesALinkThatLeadsNowhere) {
  fs::create_symlink("nowhere", path("link"));
  EXPECT_THROW(base::AtomicFile(path("link")), Error);
  EXPECT_TRUE(fs::is_symlink(path("link")));
  EXPECT_EQ(file_count(), 1);
}

TEST_F(AtomicFileTest, WritesToADeviceDirectly) {
  base::AtomicFile file("/dev/null");
  file.write("x");
  file.commit();
  EXPECT_TRUE(fs::is_character_file("/dev/null"));
}

TEST_F(AtomicFileTest, SaysWhyItCanNotWrite) {
  try {
    base::AtomicFile file("/dev/full");
    file.write("x");
    file.commit();
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), "file.write");
    EXPECT_NE(error.line().find("No space left on device"), std::string::npos) << error.line();
  }
  EXPECT_THROW(base::AtomicFile(path("nowhere/a")), Error);
  EXPECT_THROW(base::AtomicFile(folder_.string()), Error);
}

}  // namespace
}  // namespace odds::tests
