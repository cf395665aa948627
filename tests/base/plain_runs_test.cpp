#include <forebay/base/plain_runs.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace forebay {
namespace {

struct Quote {
    static constexpr bool is(unsigned char c) { return c == '"' || c >= 0xF0; }
};

using End = std::size_t(std::string_view text, std::size_t from);

std::vector<End*> ends() {
    std::vector<End*> all = {end_of_plain_runs<Quote>, plain_runs::end_anywhere<Quote>};
#ifdef __x86_64__
    if (__builtin_cpu_supports("avx2") != 0) {
        all.push_back(plain_runs::end_with_avx2<Quote>);
    }
#endif
    return all;
}

TEST(PlainRuns, EndBeforeTheRunThatHoldsSomethingSpecial) {
    constexpr std::size_t run = plain_runs::run;
    for (End* const end : ends()) {
        for (std::size_t size = 0; size < 4 * run; ++size) {
            EXPECT_EQ(end(std::string(size, 'x'), 0), size / run * run);
            for (std::size_t at = 0; at < size; ++at) {
                std::string text(size, '\xEF');
                text[at] = at % 2 == 0 ? '"' : '\xF0';
                const std::size_t before = std::min(at, size / run * run) / run * run;
                EXPECT_EQ(end(text, 0), before) << size << ", " << at;
            }
        }
    }
}

TEST(PlainRuns, BeginAnywhere) {
    const std::string text = std::string(100, 'x') + '"';
    for (End* const end : ends()) {
        EXPECT_EQ(end(text, 3), 99U);
        EXPECT_EQ(end(text, 5), 69U);
        EXPECT_EQ(end(text, 101), 101U);
    }
}

}  // namespace
}  // namespace forebay
