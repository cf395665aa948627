# Warnings, sanitizers, linker and compiler cache: what every target of the tree is built with.

add_library(forebay_options INTERFACE)
target_compile_options(forebay_options INTERFACE
  -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror)

if(CMAKE_CXX_COMPILER_ID MATCHES "Clang")
  find_program(FOREBAY_LLD NAMES ld.lld-19)
  if(FOREBAY_LLD)
    add_link_options(--ld-path=${FOREBAY_LLD})
    # Half a MiB that is not read, and so not resident, at each start.
    add_link_options(LINKER:-z,pack-relative-relocs)
    # RocksDB's package names libraries that only its tools use.
    add_link_options(LINKER:--as-needed)
    # Templates often compile to the same code for several types; once is enough.
    if(NOT FOREBAY_SANITIZE)
      add_link_options(LINKER:--icf=safe LINKER:--gc-sections)
    endif()
  endif()
endif()

if(FOREBAY_SANITIZE)
  add_compile_options(-fsanitize=${FOREBAY_SANITIZE} -fno-omit-frame-pointer
                      -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${FOREBAY_SANITIZE})
endif()

if(FOREBAY_BUILD_FUZZERS)
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()

# Paths below the sources are hashed as relative ones, so that a fresh clone finds what another
# clone on the machine has compiled.
find_program(FOREBAY_CCACHE ccache)
if(FOREBAY_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER
    env CCACHE_BASEDIR=${PROJECT_SOURCE_DIR} CCACHE_NOHASHDIR=true
    CCACHE_PCH_EXTSUM=true CCACHE_SLOPPINESS=pch_defines,time_macros ${FOREBAY_CCACHE})
endif()
