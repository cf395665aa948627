#include <fcntl.h>
#include <fmt/format.h>
#include <storage/files.hpp>

#include <cerrno>
#include <cstring>
#include <system_error>

namespace forebay::storage {

namespace fs = std::filesystem;

Error refusal(const fs::path& path, std::string_view why) {
    return Error{Errc::internal, fmt::format("{}: {}", path.string(), why)};
}

Error refusal(const fs::path& path, std::string_view what, int error_number) {
    return refusal(path, fmt::format("{}: {}", what, std::strerror(error_number)));
}

Result<void> sync_directory(const fs::path& path) {
    const Descriptor directory(
        ::open(path.empty() ? "." : path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!directory.is_open() || ::fsync(directory.number()) != 0) {
        return refusal(path, "cannot be synced", errno);
    }
    return {};
}

Result<void> write_file(const fs::path& path, std::string_view text) {
    const Descriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644));
    if (!file.is_open() ||
        ::write(file.number(), text.data(), text.size()) != static_cast<ssize_t>(text.size()) ||
        ::fsync(file.number()) != 0) {
        return refusal(path, "cannot be written", errno);
    }
    return {};
}

Result<void> replace_file(const fs::path& path, const fs::path& draft, std::string_view text) {
    if (auto written = write_file(draft, text); !written) {
        return written;
    }
    std::error_code error;
    fs::rename(draft, path, error);
    if (error) {
        return refusal(path, fmt::format("cannot be written: {}", error.message()));
    }
    return sync_directory(path.parent_path());
}

}  // namespace forebay::storage
