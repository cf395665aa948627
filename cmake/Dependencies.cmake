# The third-party parts, all of them Debian 12 packages (see ./dev for their names).

set(Boost_USE_STATIC_LIBS ON)
find_package(Boost 1.81 REQUIRED COMPONENTS json url)
find_package(OpenSSL 3 REQUIRED)
find_package(CURL 7.88 REQUIRED)
set(Protobuf_USE_STATIC_LIBS ON)
find_package(Protobuf REQUIRED)
find_package(RocksDB REQUIRED)
find_package(spdlog REQUIRED)
find_package(fmt REQUIRED)
find_package(CLI11 REQUIRED)
find_package(Threads REQUIRED)
find_package(prometheus-cpp REQUIRED)
find_path(TOMLPLUSPLUS_INCLUDE_DIR toml++/toml.h REQUIRED)
find_package(PkgConfig REQUIRED)
# Linked in: less of them is resident, and calls cost less.
find_library(YAML_CPP libyaml-cpp.a REQUIRED)
find_library(SODIUM libsodium.a REQUIRED)
find_library(JEMALLOC libjemalloc.a REQUIRED)
pkg_check_modules(ISAL REQUIRED IMPORTED_TARGET libisal)

# Third-party headers are not held to our warnings.
add_library(forebay_boost INTERFACE)
target_link_libraries(forebay_boost INTERFACE Boost::headers Threads::Threads)
target_compile_definitions(forebay_boost INTERFACE
  BOOST_ASIO_NO_DEPRECATED BOOST_ASIO_DISABLE_BUFFER_DEBUGGING
  # Coroutine frames come from `operator new`. Requests that wait for the disk hold more frames than
  # a cache that is searched one by one should have, and nothing here needs a larger alignment.
  BOOST_ASIO_RECYCLING_ALLOCATOR_CACHE_SIZE=0
  BOOST_ASIO_DISABLE_STD_ALIGNED_ALLOC BOOST_ASIO_DISABLE_BOOST_ALIGN)
