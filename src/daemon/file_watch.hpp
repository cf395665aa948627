#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>

namespace forebay::daemon {

/// Notices that a file has changed, by looking at it now and then: its time, its size, and which
/// file it is, behind links too. One that is not there has not changed.
class FileWatch {
public:
    /// As it is now, it is known.
    explicit FileWatch(std::filesystem::path file);

    /// Whether it has become another one, and was the same at the look before: so it is not read
    /// while it is being written.
    bool has_changed();

private:
    struct State {
        std::uint64_t device;
        std::uint64_t inode;
        std::int64_t size;
        std::int64_t changed_s;
        std::int64_t changed_ns;

        friend bool operator==(const State&, const State&) = default;
    };
    std::optional<State> look() const;

    std::filesystem::path file_;
    std::optional<State> known_;
    std::optional<State> latest_;
};

}  // namespace forebay::daemon
