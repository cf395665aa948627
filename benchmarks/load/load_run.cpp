#include "load/load_run.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <limits>
#include <random>
#include <stdexcept>

namespace forebay::load {
namespace {

using namespace std::chrono_literals;

constexpr std::uint64_t filled_by_default = 100'000;  // below what may be in flight (120,000)
constexpr int queue_visibility_s = 30;                // a queue's default

std::string queue_name(const JournalHead& head, std::size_t index) {
    return fmt::format("{}{}{}", head.queue, head.queues > 1 ? fmt::format("-{}", index) : "",
                       head.fifo ? ".fifo" : "");
}

JournalHead new_head(const Options& options) {
    JournalHead head{.run = std::random_device{}(),
                     .queue = options.queue,
                     .queues = options.queues,
                     .fifo = options.groups > 0,
                     .body_bytes = options.body_bytes};
    if (head.queue.empty()) {
        head.queue = fmt::format("forebay-bench-{:08x}", head.run);
    } else if (head.queue.ends_with(".fifo")) {
        head.queue.resize(head.queue.size() - std::string_view{".fifo"}.size());
    }
    return head;
}

}  // namespace

LoadRun::LoadRun(const Options& options) : options_(options) {
    if (options_.mode == Mode::verify) {
        auto journal = std::make_unique<Journal>(Journal::open(options_.journal));
        head_ = journal->head();
        options_.queues = head_.queues;
        options_.body_bytes = head_.body_bytes;
        const Ledger earlier{std::move(journal)};
        ledger_ = std::make_unique<Ledger>();
        ledger_->expect_remainder_of(earlier);
    } else {
        head_ = new_head(options_);
        ledger_ = std::make_unique<Ledger>(
            options_.journal.empty()
                ? nullptr
                : std::make_unique<Journal>(Journal::create(options_.journal, head_)));
    }

    state_ = std::make_unique<RunState>(MessageBodies{head_.run, head_.body_bytes}, *ledger_);
    state_->endpoint = parse_endpoint(options_.endpoint);
    state_->credentials = options_.credentials;
    state_->patience = {.timeout = options_.timeout,
                        .tolerate_reconnects = options_.tolerate_reconnects,
                        .reconnect_timeout = options_.reconnect_timeout,
                        .errors_max = options_.errors_max};
    state_->connections = options_.connections;
    state_->threads = options_.threads;
    state_->any_reply = options_.mode == Mode::echo || form_of(options_.mode) != Form::message;
    control_ =
        std::make_unique<ControlClient>(state_->endpoint, state_->credentials, options_.timeout);
}

Report LoadRun::run() {
    open_queues();
    crew_ = std::make_unique<Crew>(*state_, options_.progress || ::isatty(STDERR_FILENO) == 1);
    bool whole = fill(messages_before());
    if (whole && options_.mode == Mode::delete_) {
        whole = collect();
    }
    if (whole) {
        measure();
    }
    if (wants_check()) {
        check();
    }
    close_queues();
    report_.abort_reason = state_->abort_reason();
    return report_;
}

// Queues

void LoadRun::open_queues() {
    if (options_.mode == Mode::echo) {
        state_->queue_urls.push_back(state_->endpoint.url + "/000000000000/forebay-bench-echo");
        return;
    }
    if (form_of(options_.mode) != Form::message) {
        state_->queue_urls.push_back(options_.mode == Mode::publish ? options_.topic
                                                                    : options_.table);
        return;
    }
    for (std::size_t i = 0; i < head_.queues; ++i) {
        const std::string name = queue_name(head_, i);
        if (options_.mode == Mode::verify) {
            std::string url = control_->find_queue(name);
            if (url.empty()) {
                report_.lost_queue = true;
                continue;
            }
            created_urls_.push_back(url);
            state_->queue_urls.push_back(std::move(url));
            continue;
        }
        ControlClient::Queue queue = control_->ensure_queue(name, head_.fifo);
        if (queue.created) {
            created_urls_.push_back(queue.url);
        }
        state_->queue_urls.push_back(std::move(queue.url));
    }
}

void LoadRun::close_queues() {
    const bool keep = options_.keep || (options_.mode != Mode::verify && !options_.journal.empty());
    if (keep || !state_->abort_reason().empty()) {
        return;
    }
    for (const std::string& url : created_urls_) {
        try {
            control_->delete_queue(url);
        } catch (const std::exception& error) {
            fmt::print(stderr, "warning: {}\n", error.what());
        }
    }
}

// Phases

bool LoadRun::fill(std::uint64_t messages) {
    if (messages == 0) {
        return true;
    }
    state_->number_limit = messages;
    const PhaseResult result = run_phase({.work = Work::send, .shape = widest_shape()}, {}, "fill");
    state_->next_number = messages;  // connections that found nothing left went past it
    report_.filled = result.stats.of(Action::send).messages;
    report_.fill_time = result.elapsed;
    return !result.interrupted && state_->abort_reason().empty();
}

// For as long as handles wait, their messages are in flight: a long timeout keeps them there.
bool LoadRun::collect() {
    Phase phase{.work = Work::collect, .shape = widest_shape(), .empty_pause = 2ms};
    phase.shape.visibility_s = options_.visibility_s.value_or(3600);
    const PhaseResult result =
        run_phase(phase, {.when_none_missing = true, .when_idle = settle_time()}, "collect");
    return !result.interrupted && state_->abort_reason().empty();
}

void LoadRun::measure() {
    if (options_.mode == Mode::verify && state_->queue_urls.empty()) {
        return;
    }
    state_->number_limit =
        options_.messages ? state_->next_number + *options_.messages : Ledger::numbers_max;
    report_.measured = run_phase(measured_phase(), measured_ending(), name_of(options_.mode));
}

void LoadRun::check() {
    if (options_.mode != Mode::verify && state_->abort_reason().empty()) {
        // Queues that go on living are emptied of what this run left in them.
        const bool keeps_queue = options_.keep || created_urls_.size() < state_->queue_urls.size();
        const Ending ending{.when_none_missing = true,
                            .quiet_after_it = keeps_queue ? Duration{1s} : Duration::zero(),
                            .when_idle = settle_time()};
        const PhaseResult result = run_phase(
            {.work = Work::drain, .shape = widest_shape(), .empty_pause = 20ms}, ending, "check");
        report_.check_complete = !result.interrupted;
    }
    report_.check = ledger_->totals();
    if (!state_->abort_reason().empty() ||
        (options_.mode == Mode::verify && report_.measured.interrupted)) {
        report_.check_complete = false;
    }
}

PhaseResult LoadRun::run_phase(const Phase& phase, const Ending& ending, const std::string& title) {
    PhaseResult result = crew_->run(phase, ending, title);
    report_.all_phases.add(result.stats);
    return result;
}

// What the options mean

Phase LoadRun::measured_phase() const {
    Phase phase{.shape = {.batch = options_.batch,
                          .groups = options_.groups,
                          .tenants = options_.tenants,
                          .visibility_s = options_.visibility_s,
                          .wait_s = options_.wait_s,
                          .form = form_of(options_.mode),
                          .attribute = options_.attribute,
                          .items = options_.items},
                .rate = options_.rate,
                .warmup = options_.warmup};
    switch (options_.mode) {
        case Mode::send:
        case Mode::publish:
        case Mode::put:
        case Mode::get:
        case Mode::query:
        case Mode::echo:
            phase.work = Work::send;
            break;
        case Mode::receive:
            phase.work = Work::receive;
            break;
        case Mode::delete_:
            phase.work = Work::delete_;
            break;
        case Mode::cycle:
            phase.work = Work::cycle;
            phase.empty_pause = 1ms;
            phase.until_deleted = options_.messages.has_value();
            break;
        case Mode::drain:
            phase.work = Work::drain;
            phase.empty_pause = 2ms;
            phase.until_deleted = true;
            break;
        case Mode::verify:
            phase.work = Work::drain;
            phase.empty_pause = 20ms;
            break;
    }
    return phase;
}

Ending LoadRun::measured_ending() const {
    Ending ending{.duration = options_.duration};
    switch (options_.mode) {
        case Mode::send:
        case Mode::publish:
        case Mode::put:
        case Mode::get:
        case Mode::query:
        case Mode::echo:
            break;
        case Mode::cycle:
            if (options_.messages) {
                ending.when_idle = settle_time();
            }
            break;
        case Mode::receive:
            ending.received = options_.messages;
            if (options_.visibility_s != 0) {
                ending.when_none_missing = true;
                ending.when_idle = settle_time();
                return ending;
            }
            break;
        case Mode::delete_:
        case Mode::drain:
            ending.when_idle = settle_time();
            return ending;
        case Mode::verify:
            ending.when_none_missing = true;
            ending.quiet_after_it = 1s;
            ending.when_idle = settle_time();
            return ending;
    }
    if (!ending.duration && !options_.messages) {
        ending.duration = 10s;
    }
    return ending;
}

std::uint64_t LoadRun::messages_before() const {
    switch (options_.mode) {
        case Mode::receive:
        case Mode::delete_:
        case Mode::drain:
            return options_.prefill.value_or(options_.messages.value_or(filled_by_default));
        case Mode::send:
        case Mode::cycle:
            return options_.prefill.value_or(0);
        case Mode::publish:
        case Mode::put:
        case Mode::get:
        case Mode::query:
        case Mode::echo:
        case Mode::verify:
            return 0;
    }
    return 0;
}

bool LoadRun::wants_check() const {
    switch (options_.mode) {
        case Mode::verify:
            return true;
        case Mode::publish:
        case Mode::put:
        case Mode::get:
        case Mode::query:
        case Mode::echo:
            return false;
        case Mode::send:
        case Mode::delete_:
            return options_.check.value_or(false);
        case Mode::receive:
        case Mode::cycle:
        case Mode::drain:
            return options_.check.value_or(options_.journal.empty());
    }
    return false;
}

// A message whose receive was never answered comes again when its visibility timeout has passed.
Duration LoadRun::settle_time() const {
    const std::chrono::seconds visibility{options_.visibility_s.value_or(queue_visibility_s)};
    return options_.settle.value_or(visibility + 5s);
}

RequestShape LoadRun::widest_shape() const {
    const std::size_t batch =
        std::clamp<std::size_t>(MessageBodies::bytes_max / head_.body_bytes, 1, batch_max);
    return {.batch = batch, .groups = options_.groups, .tenants = options_.tenants};
}

}  // namespace forebay::load
