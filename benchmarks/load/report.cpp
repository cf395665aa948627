#include "load/report.hpp"

#include <boost/json.hpp>
#include <fmt/format.h>

#include <array>
#include <iterator>

namespace forebay::load {
namespace {

constexpr double mebibyte = 1024.0 * 1024.0;

struct Quantile {
    const char* name;
    double fraction;
};
constexpr std::array quantiles{Quantile{"p50", 0.5}, Quantile{"p90", 0.9}, Quantile{"p99", 0.99},
                               Quantile{"p99.9", 0.999}};

double per_second(std::uint64_t count, Duration elapsed) {
    return static_cast<double>(count) / seconds(elapsed);
}

double mebibytes_per_second(std::uint64_t messages, const Options& options, Duration elapsed) {
    return per_second(messages * options.body_bytes, elapsed) / mebibyte;
}

std::string time_text(Duration duration) {
    const double us = static_cast<double>(duration.count()) / 1e3;
    if (us < 999.5) {
        return fmt::format("{:.0f} us", us);
    }
    return us < 999.5e3 ? fmt::format("{:.3g} ms", us / 1e3) : fmt::format("{:.3g} s", us / 1e6);
}

std::string table_row(std::string_view name, const ActionStats& stats, const Options& options,
                      Duration elapsed, bool has_bodies) {
    const std::string mib =
        has_bodies ? fmt::format("{:.1f}", mebibytes_per_second(stats.messages, options, elapsed))
                   : "-";
    std::string row = fmt::format("{:<8} {:>11} {:>11.0f} {:>11.0f} {:>8} {:>7}", name,
                                  stats.requests, per_second(stats.requests, elapsed),
                                  per_second(stats.messages, elapsed), mib, stats.failed);
    for (const Quantile& quantile : quantiles) {
        row += fmt::format(" {:>8}", time_text(stats.latency.quantile(quantile.fraction)));
    }
    return row + fmt::format(" {:>8}\n", time_text(stats.latency.max()));
}

std::string table(const Report& report, const Options& options) {
    std::string text = fmt::format("{:<8} {:>11} {:>11} {:>11} {:>8} {:>7}", "", "requests",
                                   "requests/s", "messages/s", "MiB/s", "failed");
    for (const Quantile& quantile : quantiles) {
        text += fmt::format(" {:>8}", quantile.name);
    }
    text += fmt::format(" {:>8}\n", "max");

    ActionStats all;
    std::size_t rows = 0;
    for (std::size_t i = 0; i < action_count; ++i) {
        const ActionStats& stats = report.measured.stats.actions[i];
        if (stats.latency.count() == 0 && stats.failed == 0) {
            continue;
        }
        text += table_row(action_names[i], stats, options, report.measured.elapsed,
                          i != index_of(Action::delete_));
        all.requests += stats.requests;
        all.messages += stats.messages;
        all.failed += stats.failed;
        all.latency.add(stats.latency);
        ++rows;
    }
    return rows < 2 ? text : text + table_row("all", all, options, report.measured.elapsed, false);
}

std::string remarks(const Report& report, const Options& options) {
    std::string text;
    const auto out = std::back_inserter(text);
    const std::uint64_t empty = report.measured.stats.of(Action::receive).empty_receives;
    if (empty > 0) {
        fmt::format_to(out, "empty receives: {}\n", empty);
    }
    if (report.filled > 0) {
        fmt::format_to(out, "filled before: {} messages in {:.2f} s, {:.0f} messages/s\n",
                       report.filled, seconds(report.fill_time),
                       per_second(report.filled, report.fill_time));
    }
    if (report.measured.never_begun > static_cast<std::uint64_t>(options.rate / 100)) {
        fmt::format_to(out, "behind the rate of {} at the end: {} requests were due, never begun\n",
                       options.rate, report.measured.never_begun);
    }
    const Stats& all = report.all_phases;
    if (all.connections_lost > 0) {
        fmt::format_to(out,
                       "connections lost: {}; of unknown outcome: {} sent, {} deleted messages\n",
                       all.connections_lost, all.unknown_sends, all.unknown_deletes);
    }
    if (all.foreign > 0) {
        fmt::format_to(out, "messages of others, left in the queue: {}\n", all.foreign);
    }
    if (all.altered > 0) {
        fmt::format_to(out, "ALTERED messages: {}\n", all.altered);
    }
    for (const auto& [kind, count] : all.errors.counts()) {
        fmt::format_to(out, "error: {} x {}\n", count, kind);
    }
    for (const std::string& sample : all.errors.samples()) {
        fmt::format_to(out, "  {}\n", sample);
    }
    if (!report.abort_reason.empty()) {
        fmt::format_to(out, "ended early: {}\n", report.abort_reason);
    }
    return text;
}

std::string check_text(const Report& report, const Options& options) {
    if (!report.check) {
        return {};
    }
    const Ledger::Totals& totals = *report.check;
    std::string text = fmt::format(
        "check: {} {}, {} received, {} LOST, {} received again, {} received after their delete\n",
        totals.acknowledged,
        options.mode == Mode::verify ? "acknowledged and not deleted" : "acknowledged",
        totals.received, totals.lost, totals.received_again, totals.received_after_delete);
    if (totals.unknown_received > 0) {
        text += fmt::format("       {} received whose {} was not acknowledged\n",
                            totals.unknown_received,
                            options.mode == Mode::verify ? "send or delete" : "send");
    }
    if (report.lost_queue) {
        text += "       a queue is GONE\n";
    }
    if (!report.check_complete) {
        text += "       the check did not come to its end: what is missing may still be there\n";
    }
    return text;
}

boost::json::object json_of(const ActionStats& stats, const Options& options, Duration elapsed) {
    const auto us = [](Duration duration) { return static_cast<double>(duration.count()) / 1e3; };
    boost::json::object latency{{"mean", us(stats.latency.mean())}};
    for (const Quantile& quantile : quantiles) {
        latency[quantile.name] = us(stats.latency.quantile(quantile.fraction));
    }
    latency["max"] = us(stats.latency.max());
    return {{"requests", stats.requests},
            {"messages", stats.messages},
            {"empty_receives", stats.empty_receives},
            {"failed", stats.failed},
            {"requests_per_second", per_second(stats.requests, elapsed)},
            {"messages_per_second", per_second(stats.messages, elapsed)},
            {"mebibytes_per_second", mebibytes_per_second(stats.messages, options, elapsed)},
            {"latency_us", latency}};
}

boost::json::object json_of(const Options& options) {
    return {{"mode", name_of(options.mode)},
            {"endpoint", options.endpoint},
            {"connections", options.connections},
            {"threads", options.threads},
            {"batch", options.batch},
            {"body_bytes", options.body_bytes},
            {"groups", options.groups},
            {"tenants", options.tenants},
            {"queues", options.queues},
            {"rate", options.rate}};
}

boost::json::object json_of(const Ledger::Totals& totals, bool complete) {
    return {{"acknowledged", totals.acknowledged},
            {"received", totals.received},
            {"lost", totals.lost},
            {"received_again", totals.received_again},
            {"received_after_delete", totals.received_after_delete},
            {"unknown_received", totals.unknown_received},
            {"deleted", totals.deleted},
            {"complete", complete}};
}

}  // namespace

bool Report::good(bool strict) const {
    if (!abort_reason.empty() || !all_phases.errors.empty() || all_phases.altered > 0 ||
        lost_queue) {
        return false;
    }
    if (!check) {
        return true;
    }
    return check_complete && check->lost == 0 &&
           (!strict || (check->received_again == 0 && check->received_after_delete == 0));
}

std::string as_text(const Report& report, const Options& options) {
    std::string text = fmt::format(
        "{} {}: {} connection{}, {} thread{}, batch {}, body {} B", name_of(options.mode),
        options.endpoint, options.connections, options.connections == 1 ? "" : "s", options.threads,
        options.threads == 1 ? "" : "s", options.batch, options.body_bytes);
    if (options.groups > 0) {
        text += fmt::format(", {} groups", options.groups);
    }
    if (options.tenants > 0) {
        text += fmt::format(", {} tenants", options.tenants);
    }
    if (options.queues > 1) {
        text += fmt::format(", {} queues", options.queues);
    }
    text += fmt::format(", {:.2f} s{}\n\n", seconds(report.measured.elapsed),
                        report.measured.interrupted ? " (interrupted)" : "");
    text += table(report, options);
    text += '\n';
    text += remarks(report, options);
    text += check_text(report, options);
    text += report.good(options.strict) ? "result: good\n" : "result: BAD\n";
    return text;
}

std::string as_json(const Report& report, const Options& options) {
    const Duration elapsed = report.measured.elapsed;
    boost::json::object actions;
    for (std::size_t i = 0; i < action_count; ++i) {
        const ActionStats& stats = report.measured.stats.actions[i];
        if (stats.latency.count() > 0 || stats.failed > 0) {
            actions[action_names[i]] = json_of(stats, options, elapsed);
        }
    }
    boost::json::object errors;
    for (const auto& [kind, count] : report.all_phases.errors.counts()) {
        errors[kind] = count;
    }
    boost::json::object document{
        {"options", json_of(options)},
        {"elapsed_seconds", seconds(elapsed)},
        {"interrupted", report.measured.interrupted},
        {"actions", actions},
        {"filled", {{"messages", report.filled}, {"seconds", seconds(report.fill_time)}}},
        {"never_begun", report.measured.never_begun},
        {"connections_lost", report.all_phases.connections_lost},
        {"unknown_sends", report.all_phases.unknown_sends},
        {"unknown_deletes", report.all_phases.unknown_deletes},
        {"foreign", report.all_phases.foreign},
        {"altered", report.all_phases.altered},
        {"errors", errors},
        {"ended_early", report.abort_reason},
        {"good", report.good(options.strict)}};
    if (report.check) {
        document["check"] = json_of(*report.check, report.check_complete);
    }
    return boost::json::serialize(document) + '\n';
}

}  // namespace forebay::load
