#include "config/suggestion.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <numeric>

namespace forebay::config {
namespace {

// How many letters must be added, dropped or replaced to make `a` into `b` (Levenshtein).
std::size_t distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 0; i < a.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i + 1;
        for (std::size_t j = 0; j < b.size(); ++j) {
            const std::size_t replaced = diagonal + (a[i] == b[j] ? 0 : 1);
            diagonal = row[j + 1];
            row[j + 1] = std::min({replaced, row[j] + 1, row[j + 1] + 1});
        }
    }
    return row.back();
}

}  // namespace

std::string suggestion(std::string_view name, const std::vector<std::string>& candidates) {
    constexpr std::size_t name_chars_max = 100;  // longer ones are no slip
    constexpr std::size_t slips_max = 3;
    if (name.size() > name_chars_max) {
        return "";
    }
    const std::string* nearest = nullptr;
    std::size_t nearest_distance = slips_max + 1;
    for (const std::string& candidate : candidates) {
        const std::size_t d = distance(name, candidate);
        if (d < nearest_distance) {
            nearest = &candidate;
            nearest_distance = d;
        }
    }
    return nearest == nullptr ? "" : fmt::format("; did you mean {}?", *nearest);
}

}  // namespace forebay::config
