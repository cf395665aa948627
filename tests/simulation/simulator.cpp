#include "tests/simulation/simulator.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace forebay::simulation {
namespace {

using namespace std::chrono_literals;

constexpr QueueId queue_id{7};

std::string print(Sequence sequence) {
    return fmt::format("{}.{}", time_of(sequence).time_since_epoch().count(),
                       static_cast<std::uint64_t>(sequence) & ((1U << sequence_count_bits) - 1));
}

QueueSettings small_settings() {
    QueueSettings settings;
    settings.retention = 10min;
    return settings;
}

}  // namespace

Simulator::Simulator(std::uint64_t seed, Wrap wrap)
    : random_(seed),
      wrap_(wrap != nullptr ? std::move(wrap) : [](auto queue) { return queue; }),
      settings_(small_settings()),
      limits_{.messages_max = 6, .bytes_max = 4000},
      model_(settings_.retention),
      written_model_(settings_.retention) {
    queue_ = wrap_(engine::make_queue(settings_, limits_));
}

int Simulator::draw(int from, int to) {
    return std::uniform_int_distribution<int>(from, to)(random_);
}

void Simulator::expect(bool holds, const std::string& promise) {
    if (!holds && !failure_.has_value()) {
        failure_ = promise;
    }
}

std::optional<std::string> Simulator::run(int steps) {
    for (int i = 0; i < steps && !failure_.has_value(); ++i) {
        step();
        if (failure_.has_value()) {
            return fmt::format("step {}: {}", i, *failure_);
        }
    }
    settle();
    return failure_;
}

void Simulator::step() {
    model_.expire(now_);
    const int what = draw(0, 999);
    if (what < 260) {
        send();
    } else if (what < 480) {
        receive();
    } else if (what < 600) {
        remove();
    } else if (what < 660) {
        change_visibility();
    } else if (what < 760) {
        advance_clock();
    } else if (what < 860) {
        commit(static_cast<std::size_t>(draw(1, 4)));
    } else if (what < 960) {
        if (job_ == JobKind::none) {
            start_job();
        } else if (!is_job_read_) {
            read_for_job();
        } else {
            finish_job();
        }
    } else if (what < 975) {
        settle();
    } else if (what < 985) {
        crash();
    } else if (what < 992) {
        release();
    } else if (what < 997) {
        configure();
    } else {
        purge();
    }
}

void Simulator::recorded(const Changes& changes) {
    disk_.record(changes, queue_->counters());
    if (!changes.empty()) {
        pending_models_.push_back(model_);
    }
}

void Simulator::commit(std::size_t count) {
    for (; count > 0 && disk_.has_pending(); --count) {
        disk_.commit_one();
        written_model_ = pending_models_.front();
        pending_models_.erase(pending_models_.begin());
        job_waits_for_ -= job_waits_for_ > 0 ? 1 : 0;
    }
}

void Simulator::send() {
    Changes changes;
    const Duration delay = draw(0, 3) == 0 ? Duration(draw(1, 20'000)) : Duration::zero();
    auto message = std::make_shared<Message>();
    message->id = random_uuid();
    message->body = std::string(static_cast<std::size_t>(draw(1, 400)), 'x');
    const Sequence sequence = queue_->send(message, delay, now_, changes);
    expect(sequence > latest_, "a sequence was used again");
    latest_ = sequence;
    model_.send(sequence, now_ + delay);
    recorded(changes);
}

void Simulator::receive() {
    Changes changes;
    const int most = draw(1, 10);
    const Duration timeout = draw(0, 9) == 0 ? Duration::zero() : Duration(draw(1, 30'000));
    const std::vector<Sequence> visible = model_.visible(now_);
    const auto received = queue_->receive(static_cast<std::uint32_t>(most), timeout, now_, changes);

    expect(received.has_value(), "a receive was refused");
    if (failure_.has_value()) {
        return;
    }
    expect(received->size() <= static_cast<std::size_t>(most), "more came than was asked for");
    expect(!received->empty() || visible.empty() || queue_->is_starved(),
           "a visible message was withheld");
    for (std::size_t i = 0; i < received->size() && !failure_.has_value(); ++i) {
        const engine::Delivery& delivery = (*received)[i];
        expect(i < visible.size() && delivery.sequence == visible[i],
               fmt::format("{} came, which is {}; the oldest visible one is {}",
                           print(delivery.sequence),
                           model_.contains(delivery.sequence) ? "hidden or newer" : "gone",
                           i < visible.size() ? print(visible[i]) : "none"));
        if (failure_.has_value()) {
            return;
        }
        expect(delivery.message != nullptr, "a message came without its body");
        model_.receive(delivery.sequence, now_, timeout);
        expect(delivery.state.receive_count == model_.receive_count(delivery.sequence),
               "the receive count is wrong");
        receipts_.push_back({queue_id, delivery.sequence, delivery.state.receive_count, now_});
        ++receives_;
    }
    recorded(changes);
}

// As the runtime does it: what memory does not know is looked for on disk first.
void Simulator::bring_in(Sequence sequence) {
    if (!queue_->must_load(sequence)) {
        return;
    }
    finish_any_job();
    if (queue_->must_load(sequence)) {
        load_request_ = queue_->load_of(sequence);
        job_ = JobKind::load;
        job_waits_for_ = pending_models_.size();
        finish_any_job();
    }
}

void Simulator::remove() {
    if (receipts_.empty()) {
        return;
    }
    const Receipt receipt =
        receipts_[static_cast<std::size_t>(draw(0, static_cast<int>(receipts_.size()) - 1))];
    bring_in(receipt.sequence);
    Changes changes;
    expect(queue_->remove(receipt, now_, changes).has_value(), "a delete was refused");
    model_.remove(receipt.sequence);
    recorded(changes);
}

void Simulator::change_visibility() {
    if (receipts_.empty()) {
        return;
    }
    const Receipt receipt =
        receipts_[static_cast<std::size_t>(draw(0, static_cast<int>(receipts_.size()) - 1))];
    bring_in(receipt.sequence);
    const Duration timeout = draw(0, 3) == 0 ? Duration::zero() : Duration(draw(1, 43'200'000));
    Changes changes;
    const auto changed = queue_->change_visibility(receipt, timeout, now_, changes);
    const auto refused = model_.change_visibility(receipt, now_, timeout);
    expect(changed.has_value() == !refused.has_value(), "a visibility change was judged wrongly");
    expect(changed.has_value() || changed.error().code == refused, "refused for a wrong reason");
    recorded(changes);
}

void Simulator::purge() {
    Changes changes;
    queue_->purge(changes);
    model_.purge();
    recorded(changes);
}

void Simulator::configure() {
    settle();  // a longer retention brings back what had expired, but was not removed for good yet
    commit(pending_models_.size());
    settings_.retention = Duration(draw(60, 900) * 1000);
    queue_->configure(settings_);
    model_.retain(settings_.retention);
    written_model_.retain(settings_.retention);
    for (Model& model : pending_models_) {
        model.retain(settings_.retention);
    }
}

void Simulator::advance_clock() {
    constexpr std::array<int, 6> most_ms = {0, 1, 10, 1000, 30'000, 400'000};
    now_ += Duration(draw(0, most_ms[static_cast<std::size_t>(draw(0, 5))]));
    if (const auto deadline = queue_->next_deadline(); deadline && draw(0, 2) == 0) {
        now_ = std::max(now_, *deadline);  // to the very moment
    }
    model_.expire(now_);
    Changes changes;
    queue_->tick(now_, changes);
    recorded(changes);
}

void Simulator::crash() {
    commit(static_cast<std::size_t>(draw(0, 3)));
    disk_.crash();
    model_ = written_model_;
    model_.expire(now_);
    pending_models_.clear();
    job_ = JobKind::none;
    is_job_read_ = false;
    job_waits_for_ = 0;
    queue_ = wrap_(disk_.recover(settings_, limits_));
    // What was not written was never acknowledged: nobody has heard of those sequences.
    latest_ = disk_.last_sequence();
    std::erase_if(receipts_, [&](const Receipt& receipt) { return receipt.sequence > latest_; });
}

void Simulator::release() {
    queue_->release();
}

void Simulator::start_job() {
    if (auto request = queue_->next_load()) {
        load_request_ = std::move(*request);
        job_ = JobKind::load;
    } else if (const auto range = queue_->next_expired_range(now_)) {
        expired_ = *range;
        job_ = JobKind::expiry;
    }
    is_job_read_ = false;
    job_waits_for_ = pending_models_.size();
}

void Simulator::read_for_job() {
    commit(job_waits_for_);
    if (job_ == JobKind::load) {
        loaded_ = disk_.read(queue_id, load_request_);
    } else {
        expired_count_ = disk_.count(expired_);
        after_expired_ = disk_.first_from(expired_.end);
    }
    is_job_read_ = true;
}

void Simulator::finish_job() {
    Changes changes;
    if (job_ == JobKind::load) {
        queue_->loaded(std::move(loaded_), now_, changes);
    } else {
        queue_->remove_expired(expired_, expired_count_, after_expired_, now_, changes);
    }
    job_ = JobKind::none;
    is_job_read_ = false;
    recorded(changes);
}

void Simulator::finish_any_job() {
    if (job_ == JobKind::none) {
        return;
    }
    if (!is_job_read_) {
        read_for_job();
    }
    finish_job();
}

void Simulator::settle() {
    for (int i = 0; i < 3; ++i) {  // a job may be void because of what came between
        finish_any_job();
        Changes changes;
        now_ += 1001ms;  // ranges on disk are removed once a second
        queue_->tick(now_, changes);
        model_.expire(now_);
        recorded(changes);
        if (const auto range = queue_->next_expired_range(now_)) {
            expired_ = *range;
            job_ = JobKind::expiry;
            job_waits_for_ = pending_models_.size();
            finish_any_job();
        }
    }
    Changes changes;
    queue_->tick(now_, changes);
    recorded(changes);
    model_.expire(now_);
    const QueueCounts counts = queue_->counts();
    const QueueCounts expected = model_.counts(now_);
    expect(counts == expected,
           fmt::format("counts are {} visible, {} in flight, {} delayed; right is {}, {}, {}",
                       counts.visible, counts.in_flight, counts.delayed, expected.visible,
                       expected.in_flight, expected.delayed));
}

}  // namespace forebay::simulation
