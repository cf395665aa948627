#include <forebay/base/assert.hpp>

#include <cstdio>
#include <cstdlib>

namespace forebay {

void fail_stop(std::string_view what, std::source_location where) {
    std::fprintf(stderr, "forebay: fatal: %.*s (%s:%u)\n", static_cast<int>(what.size()),
                 what.data(), where.file_name(), static_cast<unsigned>(where.line()));
    std::fflush(stderr);
    std::abort();
}

}  // namespace forebay
