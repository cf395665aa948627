# forebay_folder(<name> USES <libraries...>)
#
# A folder of src/ is a static library, forebay_<name>: every .cpp below it, its public headers in
# include/forebay/<name>/. The libraries that it uses say which arrows of the picture in
# ARCHITECTURE.md it may follow. A folder that has no .cpp yet is its headers.
function(forebay_folder name)
  cmake_parse_arguments(ARG "" "" "USES" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${name}/*.cpp)
  if(NOT sources)
    add_library(forebay_${name} INTERFACE)
    target_include_directories(forebay_${name} INTERFACE ${PROJECT_SOURCE_DIR}/include)
    target_link_libraries(forebay_${name} INTERFACE ${ARG_USES})
    return()
  endif()
  add_library(forebay_${name} STATIC ${sources})
  target_include_directories(forebay_${name}
    PUBLIC ${PROJECT_SOURCE_DIR}/include
    PRIVATE ${PROJECT_SOURCE_DIR}/src)
  target_link_libraries(forebay_${name} PUBLIC ${ARG_USES} PRIVATE forebay_options)
  forebay_precompile(forebay_${name} forebay_base
    <boost/asio/awaitable.hpp> <boost/asio/co_spawn.hpp> <boost/asio/io_context.hpp>
    <boost/asio/use_awaitable.hpp> <boost/describe/class.hpp> <boost/system/result.hpp>
    <fmt/format.h> <fmt/ranges.h> ${FOREBAY_PRECOMPILED_STANDARD})
endfunction()

set(FOREBAY_PRECOMPILED_STANDARD
  <algorithm> <array> <chrono> <filesystem> <functional> <map> <memory> <optional> <random> <ranges>
  <set> <span> <string> <string_view> <unordered_map> <variant> <vector>)

if(CMAKE_CXX_COMPILER_ID MATCHES "Clang")
  # Without naming the header too, as CMake would, with its absolute path.
  set(CMAKE_CXX_COMPILE_OPTIONS_USE_PCH -Xclang -include-pch -Xclang <PCH_FILE>)
endif()

# forebay_precompile(<target> <first> <headers...>)
#
# What nearly every file includes, directly or not, is compiled once: by <first>, for all that name
# it. Each file still includes what it uses, and compiles without this.
function(forebay_precompile target first)
  if(target STREQUAL first)
    target_precompile_headers(${target} PRIVATE ${ARGN})
    # Its digest stands for it in the compiler cache: clones have it at different paths.
    string(SHA256 digest "${ARGN} ${CMAKE_CXX_COMPILER_VERSION} ${Boost_VERSION} ${fmt_VERSION}")
    file(CONFIGURE CONTENT ${digest} OUTPUT
      ${CMAKE_CURRENT_BINARY_DIR}/CMakeFiles/${target}.dir/cmake_pch.hxx.pch.sum)
  else()
    target_precompile_headers(${target} REUSE_FROM ${first})
  endif()
endfunction()
