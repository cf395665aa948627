#include "provision/problems.hpp"

#include <fmt/format.h>

#include <charconv>
#include <map>
#include <utility>

namespace forebay::provision {
namespace {

std::size_t line_of(const Place& place) {
    std::size_t line = 0;
    const std::size_t colon = place.rfind(':');
    if (colon != Place::npos) {
        std::from_chars(place.data() + colon + 1, place.data() + place.size(), line);
    }
    return line;
}

}  // namespace

void Problems::add(const Place& place, std::string_view text) {
    found_.push_back({place, std::string(text)});
}

void Problems::add(const Problems& others) {
    found_.insert(found_.end(), others.found_.begin(), others.found_.end());
}

std::vector<std::string> Problems::lines() const {
    std::multimap<std::size_t, std::string> sorted;  // those of a line stay in their order
    for (const Problem& problem : found_) {
        sorted.emplace(line_of(problem.place), fmt::format("{}: {}", problem.place, problem.text));
    }
    std::vector<std::string> lines;
    for (auto& [line, text] : sorted) {
        lines.push_back(std::move(text));
    }
    return lines;
}

}  // namespace forebay::provision
