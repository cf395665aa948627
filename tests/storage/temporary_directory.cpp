#include <stdlib.h>
#include <tests/storage/temporary_directory.hpp>

#include <stdexcept>
#include <string>
#include <system_error>

namespace forebay::storage {

TemporaryDirectory::TemporaryDirectory() {
    std::string pattern = (std::filesystem::temp_directory_path() / "forebay-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) {
        throw std::runtime_error("no temporary directory");
    }
    parent_ = pattern;
}

TemporaryDirectory::~TemporaryDirectory() {
    std::error_code ignored;
    std::filesystem::remove_all(parent_, ignored);
}

}  // namespace forebay::storage
