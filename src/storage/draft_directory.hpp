#pragma once

#include "storage/files.hpp"
#include <forebay/base/result.hpp>

#include <filesystem>
#include <utility>

namespace forebay::storage {

/// A directory that is filled under another name, `<path>.partial`, and gets its own when it is
/// whole. A crash leaves that other name, and FOREBAY.new in it; `make` removes what crashes have
/// left in the same parent.
class DraftDirectory {
public:
    /// Errors: Errc::invalid_state, when there is something at `path` or it is being made;
    /// Errc::internal, when it cannot be made.
    static Result<DraftDirectory> make(std::filesystem::path path);

    DraftDirectory(DraftDirectory&& other) noexcept;
    DraftDirectory& operator=(DraftDirectory&&) = delete;
    ~DraftDirectory();  ///< removes it, unless it is finished

    /// Where it is until then.
    const std::filesystem::path& path() const { return draft_; }

    /// Gives it its name, and waits for the disk.
    Result<void> finish();

private:
    DraftDirectory(std::filesystem::path path, std::filesystem::path draft, int lock)
        : path_(std::move(path)), draft_(std::move(draft)), lock_(lock) {}

    std::filesystem::path path_;
    std::filesystem::path draft_;  // empty: finished
    Descriptor lock_;              // of the draft: who holds it is at work in there
};

}  // namespace forebay::storage
