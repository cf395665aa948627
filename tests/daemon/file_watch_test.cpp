#include "daemon/file_watch.hpp"

#include <forebay/base/uuid.hpp>

#include <gtest/gtest.h>

#include <fstream>
#include <string_view>

namespace forebay::daemon {
namespace {

namespace fs = std::filesystem;

class Directory {
public:
    Directory() : path_(fs::temp_directory_path() / to_string(random_uuid())) {
        fs::create_directory(path_);
    }
    ~Directory() { fs::remove_all(path_); }
    Directory(const Directory&) = delete;
    Directory& operator=(const Directory&) = delete;

    fs::path file(std::string_view name) const { return path_ / name; }

private:
    fs::path path_;
};

void write(const fs::path& file, std::string_view content) {
    std::ofstream(file) << content;
}

TEST(FileWatch, TellsAChangeOnceItHasRested) {
    const Directory directory;
    const fs::path file = directory.file("a");
    write(file, "1");
    FileWatch watch(file);
    EXPECT_FALSE(watch.has_changed());
    write(file, "12");
    EXPECT_FALSE(watch.has_changed());
    write(file, "123");
    EXPECT_FALSE(watch.has_changed());
    EXPECT_TRUE(watch.has_changed());
    EXPECT_FALSE(watch.has_changed());
}

TEST(FileWatch, SeesALinkThatPointsElsewhere) {
    const Directory directory;
    write(directory.file("a"), "1");
    write(directory.file("b"), "1");
    fs::create_symlink("a", directory.file("link"));
    FileWatch watch(directory.file("link"));
    fs::create_symlink("b", directory.file("new"));
    fs::rename(directory.file("new"), directory.file("link"));
    EXPECT_FALSE(watch.has_changed());
    EXPECT_TRUE(watch.has_changed());
}

TEST(FileWatch, WaitsForAFileThatIsGone) {
    const Directory directory;
    const fs::path file = directory.file("a");
    write(file, "1");
    FileWatch watch(file);
    fs::remove(file);
    EXPECT_FALSE(watch.has_changed());
    EXPECT_FALSE(watch.has_changed());
    write(file, "12");
    EXPECT_FALSE(watch.has_changed());
    EXPECT_TRUE(watch.has_changed());
}

}  // namespace
}  // namespace forebay::daemon
