#include "load/crew.hpp"

#include "load/interrupt.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <exception>
#include <thread>

namespace forebay::load {
namespace {

using namespace std::chrono_literals;

constexpr Duration look_interval = 5ms;

}  // namespace

Crew::Crew(RunState& run, bool progress) : run_(run), progress_(progress) {
    for (std::size_t i = 0; i < run.threads; ++i) {
        workers_.push_back(std::make_unique<Worker>(run, i, run.threads));
    }
}

PhaseResult Crew::run(const Phase& phase, const Ending& ending, const std::string& title) {
    run_.sends_outstanding = 0;
    run_.stopping = !run_.abort_reason().empty();
    running_ = workers_.size();
    at_start_ = printed_ = moved();
    stopped_at_ = {};

    PhaseResult result;
    phase_start_ = printed_at_ = Clock::now();
    {
        std::vector<std::jthread> threads;
        for (const auto& worker : workers_) {
            threads.emplace_back([this, &phase, &worker] {
                try {
                    worker->run(phase);
                } catch (const std::exception& error) {
                    run_.abort(error.what());
                }
                --running_;
            });
        }
        result.interrupted = watch(ending, title, phase_start_);
    }
    for (const auto& worker : workers_) {
        result.stats.add(worker->stats());
        result.never_begun += worker->never_begun();
    }
    // Work that came to its own end took until its last message; time that ran out is what it is.
    const bool by_time = ending.duration && stopped_at_ - phase_start_ >= *ending.duration;
    const bool by_work = !by_time && ending.quiet_after_it == Duration::zero() &&
                         !result.interrupted && result.stats.last_useful != TimePoint{};
    const TimePoint begin = phase_start_ + phase.warmup;
    result.elapsed =
        std::max(Duration{1}, (by_work ? result.stats.last_useful : stopped_at_) - begin);
    return result;
}

bool Crew::watch(const Ending& ending, const std::string& title, TimePoint start) {
    const int interrupts_before = interrupts();
    std::uint64_t last_total = at_start_.total();
    TimePoint last_moved = start;
    bool interrupted = false;
    while (running_ > 0) {
        std::this_thread::sleep_for(look_interval);
        const TimePoint now = Clock::now();
        const Moved counts = moved();
        if (counts.total() != last_total) {
            last_total = counts.total();
            last_moved = now;
        }
        interrupted = interrupted || interrupts() > interrupts_before;
        if (stopped_at_ == TimePoint{} &&
            (interrupted || run_.stopping || has_ended(ending, counts, now, last_moved))) {
            run_.stopping = true;
            stopped_at_ = now;
        }
        if (progress_ && now - printed_at_ >= 1s) {
            print_progress(title, counts, now);
        }
    }
    if (stopped_at_ == TimePoint{}) {
        stopped_at_ = Clock::now();
    }
    return interrupted;
}

bool Crew::has_ended(const Ending& ending, const Moved& counts, TimePoint now,
                     TimePoint last_moved) {
    const std::size_t receive = index_of(Action::receive);
    if (ending.duration && now - phase_start_ >= *ending.duration) {
        return true;
    }
    if (ending.received &&
        counts.messages[receive] - at_start_.messages[receive] >= *ending.received) {
        return true;
    }
    if (ending.when_idle && now - last_moved >= *ending.when_idle) {
        return true;
    }
    return ending.when_none_missing && now - last_moved >= ending.quiet_after_it &&
           run_.sends_outstanding == 0 && run_.ledger.totals().lost == 0;
}

Crew::Moved Crew::moved() const {
    Moved sum;
    for (const auto& worker : workers_) {
        sum.requests += worker->live().requests.load(std::memory_order_relaxed);
        for (std::size_t i = 0; i < action_count; ++i) {
            sum.messages[i] += worker->live().messages[i].load(std::memory_order_relaxed);
        }
    }
    return sum;
}

void Crew::print_progress(const std::string& title, const Moved& counts, TimePoint now) {
    const double span = seconds(now - printed_at_);
    const auto rate = [span](std::uint64_t after, std::uint64_t before) {
        return static_cast<std::uint64_t>(static_cast<double>(after - before) / span);
    };
    std::string line =
        fmt::format("{:8} {:6.1f} s {:>9} requests/s", title, seconds(now - phase_start_),
                    rate(counts.requests, printed_.requests));
    for (std::size_t i = 0; i < action_count; ++i) {
        line += fmt::format("  {} {:>8}/s", action_names[i],
                            rate(counts.messages[i], printed_.messages[i]));
    }
    if (const std::uint64_t errors = run_.errors; errors > 0) {
        line += fmt::format("  errors {}", errors);
    }
    fmt::print(stderr, "{}\n", line);
    printed_ = counts;
    printed_at_ = now;
}

}  // namespace forebay::load
