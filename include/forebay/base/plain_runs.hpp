#pragma once

#include <cstddef>
#include <string_view>

/// Running over the parts of a text that hold nothing special, many characters at a time.

namespace forebay {
namespace plain_runs {

inline constexpr std::size_t run = 32;

/// Looks at each character of a run, so that it compiles to vector code.
template <class Special>
[[gnu::always_inline]] inline std::size_t end(std::string_view text, std::size_t from) {
    while (from + run <= text.size()) {
        const char* const characters = text.data() + from;
        bool found = false;
        for (std::size_t i = 0; i < run; ++i) {
            found |= Special::is(static_cast<unsigned char>(characters[i]));
        }
        if (found) {
            break;
        }
        from += run;
    }
    return from;
}

template <class Special>
std::size_t end_anywhere(std::string_view text, std::size_t from) {
    return end<Special>(text, from);
}

#ifdef __x86_64__
template <class Special>
[[gnu::target("avx2")]] std::size_t end_with_avx2(std::string_view text, std::size_t from) {
    return end<Special>(text, from);
}

template <class Special>
auto* best_end() {
    return __builtin_cpu_supports("avx2") != 0 ? end_with_avx2<Special> : end_anywhere<Special>;
}
#else
template <class Special>
auto* best_end() {
    return end_anywhere<Special>;
}
#endif

}  // namespace plain_runs

/// Where the runs of 32 characters end that begin at `from` and hold nothing of which `Special::is`
/// (of an unsigned char) is true. Compiled for several processors; the first call chooses.
template <class Special>
std::size_t end_of_plain_runs(std::string_view text, std::size_t from) {
    if (from + plain_runs::run > text.size()) {
        return from;
    }
    static auto* const best = plain_runs::best_end<Special>();
    return best(text, from);
}

}  // namespace forebay
