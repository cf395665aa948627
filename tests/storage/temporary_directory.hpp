#pragma once

#include <filesystem>
#include <string>

namespace forebay::storage {

/// A path of its own for a test, with nothing at it; removed with all below it at the end.
class TemporaryDirectory {
public:
    TemporaryDirectory();
    ~TemporaryDirectory();
    TemporaryDirectory(const TemporaryDirectory&) = delete;
    TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;

    std::filesystem::path path() const { return parent_ / "data"; }
    std::filesystem::path operator/(const std::string& name) const { return parent_ / name; }

private:
    std::filesystem::path parent_;
};

}  // namespace forebay::storage
