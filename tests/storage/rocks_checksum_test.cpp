#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <string>

// The function as RocksDB calls it, ours that stands for it, and its own.
std::uint32_t called(std::uint32_t, const char*,
                     std::size_t) __asm__("_ZN7rocksdb6crc32c6ExtendEjPKcm");
std::uint32_t ours(std::uint32_t, const char*,
                   std::size_t) __asm__("__wrap__ZN7rocksdb6crc32c6ExtendEjPKcm");
std::uint32_t its_own(std::uint32_t, const char*,
                      std::size_t) __asm__("__real__ZN7rocksdb6crc32c6ExtendEjPKcm");

namespace forebay::storage {
namespace {

using Checksum = std::uint32_t(std::uint32_t, const char*, std::size_t);

TEST(RocksChecksum, IsCalledByRocksDB) {
    // Volatile: only the linker knows that two of them are one.
    Checksum* volatile const by_rocksdb = called;
    Checksum* volatile const here = ours;
    Checksum* volatile const replaced = its_own;
    EXPECT_EQ(by_rocksdb, here);
    EXPECT_NE(by_rocksdb, replaced);
}

TEST(RocksChecksum, IsWhatRocksDBWouldHaveComputed) {
    std::string bytes;
    for (std::size_t size = 0; size < 1'100; ++size) {
        const std::size_t skipped = size % 7;
        const char* const begin = bytes.data() + (size < skipped ? 0 : skipped);
        const auto length = static_cast<std::size_t>(bytes.data() + bytes.size() - begin);
        const auto before = static_cast<std::uint32_t>(size * 2'654'435'761U);
        EXPECT_EQ(ours(before, begin, length), its_own(before, begin, length)) << length;
        bytes.push_back(static_cast<char>(size * 31));
    }
}

}  // namespace
}  // namespace forebay::storage
