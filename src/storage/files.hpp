#pragma once

#include <forebay/base/result.hpp>

#include <unistd.h>

#include <filesystem>
#include <string_view>
#include <utility>

/// Small files beside the store. Errors (Errc::internal): which file, and what the system says.
namespace forebay::storage {

Error refusal(const std::filesystem::path& path, std::string_view why);
Error refusal(const std::filesystem::path& path, std::string_view what, int error_number);

/// A file descriptor that is closed in the end.
class Descriptor {
public:
    explicit Descriptor(int number) : number_(number) {}
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    ~Descriptor() {
        if (number_ >= 0) {
            ::close(number_);
        }
    }

    int number() const { return number_; }
    bool is_open() const { return number_ >= 0; }
    int release() { return std::exchange(number_, -1); }

private:
    int number_;
};

/// Waits until the disk has the names in a directory.
Result<void> sync_directory(const std::filesystem::path& path);

/// Writes a whole file, and waits for the disk.
Result<void> write_file(const std::filesystem::path& path, std::string_view text);

/// The same by way of `draft`, a file of the same directory: a crash leaves what was there before.
Result<void> replace_file(const std::filesystem::path& path, const std::filesystem::path& draft,
                          std::string_view text);

}  // namespace forebay::storage
