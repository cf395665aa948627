#include "base/md5_lanes.hpp"

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstring>
#include <numeric>
#include <utility>

// MD5 (RFC 1321) of several texts at once. Each step of MD5 waits for the one before, so a
// processor that digests one text is mostly idle; here each text has a lane of vector registers.

namespace forebay::md5_lanes {
namespace {

static_assert(std::endian::native == std::endian::little, "MD5 reads little-endian words");

constexpr std::size_t lane_count = 16;
constexpr std::size_t block_bytes = 64;
constexpr std::size_t block_words = 16;

/// A 32-bit word of each lane. The compiler makes of it what the processor has.
using Words = std::uint32_t __attribute__((vector_size(lane_count * sizeof(std::uint32_t))));

}  // namespace

struct State {
    Words a, b, c, d;
};

namespace {

constexpr std::uint32_t sines[64] = {
    0xD76AA478, 0xE8C7B756, 0x242070DB, 0xC1BDCEEE, 0xF57C0FAF, 0x4787C62A, 0xA8304613, 0xFD469501,
    0x698098D8, 0x8B44F7AF, 0xFFFF5BB1, 0x895CD7BE, 0x6B901122, 0xFD987193, 0xA679438E, 0x49B40821,
    0xF61E2562, 0xC040B340, 0x265E5A51, 0xE9B6C7AA, 0xD62F105D, 0x02441453, 0xD8A1E681, 0xE7D3FBC8,
    0x21E1CDE6, 0xC33707D6, 0xF4D50D87, 0x455A14ED, 0xA9E3E905, 0xFCEFA3F8, 0x676F02D9, 0x8D2A4C8A,
    0xFFFA3942, 0x8771F681, 0x6D9D6122, 0xFDE5380C, 0xA4BEEA44, 0x4BDECFA9, 0xF6BB4B60, 0xBEBFBC70,
    0x289B7EC6, 0xEAA127FA, 0xD4EF3085, 0x04881D05, 0xD9D4D039, 0xE6DB99E5, 0x1FA27CF8, 0xC4AC5665,
    0xF4292244, 0x432AFF97, 0xAB9423A7, 0xFC93A039, 0x655B59C3, 0x8F0CCC92, 0xFFEFF47D, 0x85845DD1,
    0x6FA87E4F, 0xFE2CE6E0, 0xA3014314, 0x4E0811A1, 0xF7537E82, 0xBD3AF235, 0x2AD7D2BB, 0xEB86D391};
constexpr unsigned turns[4][4] = {
    {7, 12, 17, 22}, {5, 9, 14, 20}, {4, 11, 16, 23}, {6, 10, 15, 21}};

template <std::size_t i>
[[gnu::always_inline]] inline void step(State& state, const Words* words) {
    Words mixed;
    std::size_t at = 0;
    if constexpr (i < 16) {
        mixed = state.d ^ (state.b & (state.c ^ state.d));
        at = i;
    } else if constexpr (i < 32) {
        mixed = state.c ^ (state.d & (state.b ^ state.c));
        at = (5 * i + 1) % block_words;
    } else if constexpr (i < 48) {
        mixed = state.b ^ state.c ^ state.d;
        at = (3 * i + 5) % block_words;
    } else {
        mixed = state.c ^ (state.b | ~state.d);
        at = 7 * i % block_words;
    }
    mixed += state.a + sines[i] + words[at];
    constexpr unsigned turn = turns[i / 16][i % 4];
    state.a = state.d;
    state.d = state.c;
    state.c = state.b;
    state.b += (mixed << turn) | (mixed >> (32 - turn));
}

template <std::size_t... i>
[[gnu::always_inline]] inline void all_steps(State& state, const Words* words,
                                             std::index_sequence<i...> /*steps*/) {
    (step<i>(state, words), ...);
}

[[gnu::always_inline]] inline void digest_block(State& state, const char* const* blocks) {
    Words words[block_words];
    for (std::size_t word = 0; word < block_words; ++word) {
        for (std::size_t lane = 0; lane < lane_count; ++lane) {
            std::uint32_t value = 0;
            std::memcpy(&value, blocks[lane] + word * sizeof value, sizeof value);
            words[word][lane] = value;
        }
    }
    State next = state;
    all_steps(next, words, std::make_index_sequence<64>());
    state.a += next.a;
    state.b += next.b;
    state.c += next.c;
    state.d += next.d;
}

void digest_block_anywhere(State& state, const char* const* blocks) {
    digest_block(state, blocks);
}

#ifdef __x86_64__
[[gnu::target("avx2")]] void digest_block_with_avx2(State& state, const char* const* blocks) {
    digest_block(state, blocks);
}

[[gnu::target("avx512f")]] void digest_block_with_avx512(State& state, const char* const* blocks) {
    digest_block(state, blocks);
}
#endif

/// One text, block by block, with the padding at its end.
class Lane {
public:
    Lane() = default;

    explicit Lane(std::string_view text) : text_(text), whole_blocks_(text.size() / block_bytes) {
        const std::string_view rest = text.substr(whole_blocks_ * block_bytes);
        std::copy(rest.begin(), rest.end(), end_);
        end_[rest.size()] = static_cast<char>(0x80);
        end_blocks_ = rest.size() < block_bytes - sizeof(std::uint64_t) ? 1 : 2;
        const std::uint64_t bits = std::uint64_t{text.size()} * 8;
        std::memcpy(end_ + end_blocks_ * block_bytes - sizeof bits, &bits, sizeof bits);
    }

    std::size_t blocks() const { return whole_blocks_ + end_blocks_; }

    /// Any block when there are no more.
    const char* block(std::size_t index) const {
        if (index < whole_blocks_) {
            return text_.data() + index * block_bytes;
        }
        return end_ + (index == whole_blocks_ + 1 ? block_bytes : 0);
    }

private:
    std::string_view text_;
    std::size_t whole_blocks_ = 0;
    std::size_t end_blocks_ = 0;
    char end_[2 * block_bytes] = {};
};

/// Digests the texts that `chosen` names, at most one for each lane.
void digest_lanes(std::span<const std::string_view> texts, std::span<const std::size_t> chosen,
                  DigestBlock* digest_next, std::span<Md5> digests) {
    Lane lanes[lane_count];
    std::size_t blocks = 0;
    for (std::size_t i = 0; i < chosen.size(); ++i) {
        lanes[i] = Lane(texts[chosen[i]]);
        blocks = std::max(blocks, lanes[i].blocks());
    }
    State state = {.a = Words{} + 0x67452301U,
                   .b = Words{} + 0xEFCDAB89U,
                   .c = Words{} + 0x98BADCFEU,
                   .d = Words{} + 0x10325476U};
    for (std::size_t block = 0; block < blocks; ++block) {
        const char* pointers[lane_count];
        for (std::size_t i = 0; i < lane_count; ++i) {
            pointers[i] = lanes[i].block(block);
        }
        digest_next(state, pointers);
        for (std::size_t i = 0; i < chosen.size(); ++i) {
            if (lanes[i].blocks() == block + 1) {
                const std::uint32_t words[4] = {state.a[i], state.b[i], state.c[i], state.d[i]};
                std::memcpy(digests[chosen[i]].data(), words, sizeof words);
            }
        }
    }
}

/// How many of the texts, given from the shortest to the longest, the lanes take together. All
/// lanes run as long as the longest text, so those that are much longer are left for later.
std::size_t alike(std::span<const std::string_view> texts, std::span<const std::size_t> by_size) {
    const std::size_t longest = 2 * texts[by_size.front()].size() + block_bytes;
    const auto first = by_size.first(std::min(lane_count, by_size.size()));
    const auto end = std::ranges::find_if(
        first, [&](std::size_t index) { return texts[index].size() > longest; });
    return static_cast<std::size_t>(end - first.begin());
}

}  // namespace

std::vector<DigestBlock*> ways() {
    std::vector<DigestBlock*> ways;
#ifdef __x86_64__
    if (__builtin_cpu_supports("avx512f") != 0) {
        ways.push_back(digest_block_with_avx512);
    }
    if (__builtin_cpu_supports("avx2") != 0) {
        ways.push_back(digest_block_with_avx2);
    }
#endif
    ways.push_back(digest_block_anywhere);
    return ways;
}

std::vector<Md5> each(std::span<const std::string_view> texts, DigestBlock* digest_next) {
    constexpr std::size_t worth_it = 3;
    std::vector<std::size_t> by_size(texts.size());
    std::iota(by_size.begin(), by_size.end(), 0);
    std::ranges::sort(by_size, {}, [&](std::size_t index) { return texts[index].size(); });

    std::vector<Md5> digests(texts.size());
    for (std::span<const std::size_t> rest = by_size; !rest.empty();) {
        const std::size_t count = alike(texts, rest);
        if (count >= worth_it) {
            digest_lanes(texts, rest.first(count), digest_next, digests);
        } else {
            for (const std::size_t index : rest.first(count)) {
                digests[index] = md5(texts[index]);
            }
        }
        rest = rest.subspan(count);
    }
    return digests;
}

}  // namespace forebay::md5_lanes

namespace forebay {

std::vector<Md5> md5_of_each(std::span<const std::string_view> texts) {
    static md5_lanes::DigestBlock* const best = md5_lanes::ways().front();
    return md5_lanes::each(texts, best);
}

}  // namespace forebay
