#pragma once

#include "config/load.hpp"

#include <filesystem>
#include <string>
#include <string_view>

namespace forebay::config {

/// A file in a directory of its own that goes with the object.
class TemporaryFile {
public:
    explicit TemporaryFile(std::string_view content);
    ~TemporaryFile();
    TemporaryFile(const TemporaryFile&) = delete;
    TemporaryFile& operator=(const TemporaryFile&) = delete;

    const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

/// What a file with this content alone makes.
Configuration load_file(std::string_view content);

/// A setting's value, as it is written.
std::string shown(const Configuration& configuration, std::string_view path);

/// Where it comes from.
std::string origin(const Configuration& configuration, std::string_view path);

}  // namespace forebay::config
