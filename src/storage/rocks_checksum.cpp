#include <forebay/base/digest.hpp>

/// What RocksDB's calls of `rocksdb::crc32c::Extend` become by the linker's `--wrap`
/// (src/CMakeLists.txt). A RocksDB that has no such function would do without.
std::uint32_t rocks_checksum(std::uint32_t before, const char* data,
                             std::size_t size) __asm__("__wrap__ZN7rocksdb6crc32c6ExtendEjPKcm");

std::uint32_t rocks_checksum(std::uint32_t before, const char* data, std::size_t size) {
    return forebay::crc32c(before, {data, size});
}
