#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>

namespace forebay::load {

/// What a journal says of the run that wrote it, so that `verify` can find its messages.
struct JournalHead {
    std::uint32_t run = 0;
    std::string queue;       ///< the queue's name, or what the names of several begin with
    std::size_t queues = 1;  ///< how many queues
    bool fifo = false;       ///< whether they are FIFO queues
    std::size_t body_bytes = 0;
};

/// A file that holds a run's ledger: one page with a JSON head, then the ledger's blocks.
///
/// The blocks are mapped into memory, so the file is right at any moment, even when the load
/// generator itself is killed. Throws std::runtime_error when the file system refuses.
class Journal {
public:
    static Journal create(const std::filesystem::path& path, const JournalHead& head);
    static Journal open(const std::filesystem::path& path);

    Journal(Journal&& other) noexcept;
    Journal& operator=(Journal&&) = delete;
    ~Journal();

    const JournalHead& head() const { return head_; }

    /// Blocks of `block_bytes` that the file holds.
    std::size_t block_count(std::size_t block_bytes) const;

    /// Block `index`, mapped to be read and written; the file grows as needed, with zeroes.
    void* map_block(std::size_t index, std::size_t block_bytes);

private:
    Journal(int file, JournalHead head) : file_(file), head_(std::move(head)) {}

    int file_;
    JournalHead head_;
};

}  // namespace forebay::load
