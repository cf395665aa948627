#include "load/compare/comparison.hpp"

#include <boost/json.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace forebay::load::compare {
namespace {

// 12345.6 as 12,346.
std::string grouped(double rate) {
    std::string text = fmt::format("{:.0f}", rate);
    for (auto at = static_cast<std::ptrdiff_t>(text.size()) - 3; at > 0; at -= 3) {
        text.insert(static_cast<std::size_t>(at), ",");
    }
    return text;
}

std::string escaped(std::string_view text) {
    std::string out;
    for (const char c : text) {
        switch (c) {
            case '&':
                out += "&amp;";
                break;
            case '<':
                out += "&lt;";
                break;
            case '>':
                out += "&gt;";
                break;
            default:
                out += c;
        }
    }
    return out;
}

// Colours that stand out from white and from GitHub's dark grey; the text's follow the page.
constexpr std::array bar_colours{"#1f9d63", "#6e8fb5", "#c48a3f"};
constexpr std::string_view style = R"(  <style>
    text { font: 13px system-ui, sans-serif; fill: #24292f }
    .head { font-weight: 600 }
    .note { font-size: 11px; fill: #57606a }
    @media (prefers-color-scheme: dark) { text { fill: #e6edf3 } .note { fill: #8b949e } }
  </style>
)";
constexpr int width = 760;
constexpr int bars_from = 220;
constexpr int bars_width = 440;
constexpr int bar_height = 16;
constexpr int group_gap = 14;

}  // namespace

std::optional<double> Column::median(std::size_t measure) const {
    std::vector<double> sorted = rates[measure];
    if (sorted.empty()) {
        return std::nullopt;
    }
    std::ranges::sort(sorted);
    const std::size_t middle = sorted.size() / 2;
    return sorted.size() % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

std::string Comparison::conditions() const {
    return fmt::format(
        "Messages a second: {} connections, bodies of {} bytes, one CPU for the daemon and one for "
        "the load, {:g} s each, the median of {}.",
        connections, body_bytes, seconds, columns.front().rates.front().size());
}

std::string as_markdown(const Comparison& comparison) {
    std::string head = "| messages/s |";
    std::string rule = "| --- |";
    std::string keeps = "| a reply means |";
    for (const Column& column : comparison.columns) {
        head += fmt::format(" {} {} |", column.name, column.version);
        rule += " --- |";
        keeps += fmt::format(" {} |", column.keeps);
    }
    std::string text = fmt::format("{}\n{}\n", head, rule);
    for (std::size_t i = 0; i < measures.size(); ++i) {
        text += fmt::format("| {} |", measures[i].name);
        const std::optional<double> ours = comparison.columns.front().median(i);
        for (const Column& column : comparison.columns) {
            const std::optional<double> rate = column.median(i);
            if (!rate) {
                text += " |";
            } else if (&column == &comparison.columns.front() || !ours || *ours == 0) {
                text += fmt::format(" {} |", grouped(*rate));
            } else {
                text += fmt::format(" {}, {:.2f} of it |", grouped(*rate), *rate / *ours);
            }
        }
        text += '\n';
    }
    return fmt::format(
        "{}{}\n\n{} The machine's host kept at most {:.1f} % of the processor time.\n", text, keeps,
        comparison.conditions(), comparison.host_share * 100);
}

std::string as_json(const Comparison& comparison) {
    boost::json::array contenders;
    for (const Column& column : comparison.columns) {
        boost::json::object results;
        for (std::size_t i = 0; i < measures.size(); ++i) {
            boost::json::object& result = results[measures[i].name].emplace_object();
            const std::optional<double> median = column.median(i);
            result["messages_per_second"] = median ? boost::json::value(*median) : nullptr;
            result["runs"] = boost::json::value_from(column.rates[i]);
        }
        contenders.push_back({{"name", column.name},
                              {"version", column.version},
                              {"durability", column.keeps},
                              {"measures", results}});
    }
    const boost::json::object document{{"connections", comparison.connections},
                                       {"body_bytes", comparison.body_bytes},
                                       {"seconds", comparison.seconds},
                                       {"host_share", comparison.host_share},
                                       {"contenders", contenders}};
    return boost::json::serialize(document) + '\n';
}

std::string as_svg(const Comparison& comparison) {
    double longest = 1;
    for (const Column& column : comparison.columns) {
        for (std::size_t i = 0; i < measures.size(); ++i) {
            longest = std::max(longest, column.median(i).value_or(0));
        }
    }
    std::string body;
    const auto out = std::back_inserter(body);
    int y = 20;
    int x = 0;
    for (std::size_t c = 0; c < comparison.columns.size(); ++c) {
        const Column& column = comparison.columns[c];
        fmt::format_to(out,
                       R"(  <rect x="{}" y="{}" width="12" height="12" rx="2" fill="{}"/>)"
                       "\n"
                       R"(  <text x="{}" y="{}">{} <tspan class="note">{}</tspan></text>)"
                       "\n",
                       x, y - 11, bar_colours[c % bar_colours.size()], x + 18, y,
                       escaped(column.name), escaped(column.keeps));
        x += 250;
    }
    y += 18;
    for (std::size_t i = 0; i < measures.size(); ++i) {
        fmt::format_to(out,
                       R"(  <text class="head" x="0" y="{}">{}</text>)"
                       "\n",
                       y + bar_height - 3, measures[i].name);
        for (std::size_t c = 0; c < comparison.columns.size(); ++c) {
            const double rate = comparison.columns[c].median(i).value_or(0);
            const double length = std::max(1.0, rate / longest * bars_width);
            fmt::format_to(out,
                           R"(  <rect x="{}" y="{}" width="{:.1f}" height="{}" rx="2" fill="{}"/>)"
                           "\n"
                           R"(  <text x="{:.1f}" y="{}">{}</text>)"
                           "\n",
                           bars_from, y, length, bar_height - 2,
                           bar_colours[c % bar_colours.size()], bars_from + length + 6,
                           y + bar_height - 4,
                           comparison.columns[c].median(i) ? grouped(rate) : "not measured");
            y += bar_height;
        }
        y += group_gap;
    }
    fmt::format_to(out,
                   R"(  <text class="note" x="0" y="{}">{}</text>)"
                   "\n",
                   y + 8, escaped(comparison.conditions()));
    return fmt::format(
        R"(<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {0} {1}" width="{0}" height="{1}">)"
        "\n{2}{3}</svg>\n",
        width, y + 18, style, body);
}

}  // namespace forebay::load::compare
