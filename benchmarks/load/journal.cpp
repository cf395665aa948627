#include "load/journal.hpp"

#include <boost/json.hpp>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <stdexcept>
#include <system_error>
#include <utility>

namespace forebay::load {
namespace {

constexpr std::size_t head_bytes = 4096;
constexpr std::int64_t format_number = 1;

std::system_error last_error(const std::string& what) {
    return std::system_error{errno, std::generic_category(), what};
}

JournalHead read_head(const std::string& text, const std::filesystem::path& path) {
    try {
        const boost::json::value document = boost::json::parse(text.substr(0, text.find('\n')));
        if (document.at("forebay_bench_journal").as_int64() != format_number) {
            throw std::runtime_error{"another format"};
        }
        return {.run = document.at("run").to_number<std::uint32_t>(),
                .queue = std::string{document.at("queue").as_string()},
                .queues = document.at("queues").to_number<std::size_t>(),
                .fifo = document.at("fifo").as_bool(),
                .body_bytes = document.at("body_bytes").to_number<std::size_t>()};
    } catch (const std::exception& error) {
        throw std::runtime_error{
            fmt::format("{} is not a forebay-bench journal: {}", path.string(), error.what())};
    }
}

}  // namespace

Journal Journal::create(const std::filesystem::path& path, const JournalHead& head) {
    const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (file < 0) {
        throw last_error(fmt::format("cannot write the journal {}", path.string()));
    }
    Journal journal{file, head};
    std::string page =
        boost::json::serialize(boost::json::value{{"forebay_bench_journal", format_number},
                                                  {"run", head.run},
                                                  {"queue", head.queue},
                                                  {"queues", head.queues},
                                                  {"fifo", head.fifo},
                                                  {"body_bytes", head.body_bytes}});
    page += '\n';
    page.resize(head_bytes);
    if (::pwrite(file, page.data(), page.size(), 0) != static_cast<ssize_t>(page.size())) {
        throw last_error("cannot write the journal");
    }
    return journal;
}

Journal Journal::open(const std::filesystem::path& path) {
    const int file = ::open(path.c_str(), O_RDWR | O_CLOEXEC);
    if (file < 0) {
        throw last_error(fmt::format("cannot open the journal {}", path.string()));
    }
    Journal journal{file, {}};
    std::string page(head_bytes, '\0');
    const ssize_t size = ::pread(file, page.data(), page.size(), 0);
    page.resize(size > 0 ? static_cast<std::size_t>(size) : 0);
    journal.head_ = read_head(page, path);
    return journal;
}

Journal::Journal(Journal&& other) noexcept
    : file_(std::exchange(other.file_, -1)), head_(std::move(other.head_)) {}

Journal::~Journal() {
    if (file_ >= 0) {
        ::close(file_);
    }
}

std::size_t Journal::block_count(std::size_t block_bytes) const {
    struct stat status {};
    if (::fstat(file_, &status) != 0) {
        throw last_error("cannot read the journal's size");
    }
    const auto size = static_cast<std::size_t>(status.st_size);
    return size <= head_bytes ? 0 : (size - head_bytes) / block_bytes;
}

void* Journal::map_block(std::size_t index, std::size_t block_bytes) {
    const std::size_t begin = head_bytes + index * block_bytes;
    if (block_count(block_bytes) <= index &&
        ::ftruncate(file_, static_cast<off_t>(begin + block_bytes)) != 0) {
        throw last_error("cannot grow the journal");
    }
    void* block = ::mmap(nullptr, block_bytes, PROT_READ | PROT_WRITE, MAP_SHARED, file_,
                         static_cast<off_t>(begin));
    if (block == MAP_FAILED) {
        throw last_error("cannot map the journal");
    }
    return block;
}

}  // namespace forebay::load
