#pragma once

#include <source_location>
#include <string_view>

namespace forebay {

/// Ends the process because the world broke its promise (a failed fsync, a record that does not
/// parse) or because we made a mistake: says what and where on standard error, then aborts.
/// Recovery at the next start is the tested path; going on is not.
[[noreturn]] void fail_stop(std::string_view what,
                            std::source_location where = std::source_location::current());

}  // namespace forebay

/// What must hold if our code is right. On in release builds too.
#define FOREBAY_ASSERT(condition)                                  \
    do {                                                           \
        if (!(condition)) [[unlikely]] {                           \
            ::forebay::fail_stop("assertion failed: " #condition); \
        }                                                          \
    } while (false)
