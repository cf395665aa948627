#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace forebay::load::compare {

/// One kind of load that all contenders are put under.
struct Measure {
    std::string_view name;
    bool cycle = false;     ///< send, receive and delete; else send alone
    std::size_t batch = 1;  ///< messages a request
};

inline constexpr std::array measures{
    Measure{.name = "send", .cycle = false, .batch = 1},
    Measure{.name = "send, batches of 10", .cycle = false, .batch = 10},
    Measure{.name = "full cycle", .cycle = true, .batch = 1},
    Measure{.name = "full cycle, batches of 10", .cycle = true, .batch = 10},
};

/// What one contender came to.
struct Column {
    std::string name;
    std::string version;
    std::string keeps;
    /// Messages a second of each run, by measure.
    std::array<std::vector<double>, measures.size()> rates;

    /// The one in the middle. Nothing when there is none.
    std::optional<double> median(std::size_t measure) const;
};

/// One run: the same loads on all contenders, one after the other.
struct Comparison {
    std::size_t connections = 0;
    std::size_t body_bytes = 0;
    double seconds = 0;           ///< of each measurement
    double host_share = 0;        ///< the most of the processor time that the host kept during one
    std::vector<Column> columns;  ///< Forebay's is the first

    /// What was measured, in one sentence.
    std::string conditions() const;
};

/// A table in Markdown, with what each rate is of Forebay's.
std::string as_markdown(const Comparison& comparison);

/// One JSON object, with all rates.
std::string as_json(const Comparison& comparison);

/// Bars, an SVG whose text is readable on light and on dark pages.
std::string as_svg(const Comparison& comparison);

}  // namespace forebay::load::compare
