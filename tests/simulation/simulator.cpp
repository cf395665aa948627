#include "tests/simulation/simulator.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace forebay::simulation {
namespace {

using namespace std::chrono_literals;

constexpr QueueId queue_id{7};
constexpr int loads_max = 100;  // far more than a receive may have to wait for

std::string print(Sequence sequence) {
    return fmt::format("{}.{}", time_of(sequence).time_since_epoch().count(),
                       static_cast<std::uint64_t>(sequence) & ((1U << sequence_count_bits) - 1));
}

bool contains(const std::vector<NoisyTenant>& noisy, GroupKey group) {
    return std::ranges::find(noisy, group, &NoisyTenant::group) != noisy.end();
}

QueueInfo info_of(Kind kind, std::uint64_t seed) {
    QueueInfo info;
    info.settings.retention = 10min;
    info.settings.fifo = kind == Kind::fifo;
    info.deduplication_scope_at_creation =
        seed % 2 == 0 ? DeduplicationScope::queue : DeduplicationScope::message_group;
    return info;
}

}  // namespace

Simulator::Simulator(std::uint64_t seed, Kind kind, Wrap wrap)
    : random_(seed),
      kind_(kind),
      wrap_(wrap != nullptr ? std::move(wrap) : [](auto queue) { return queue; }),
      info_(info_of(kind, seed)),
      limits_{.messages_max = 6, .bytes_max = 4000, .look_ahead_max = 30, .tenant_ahead_max = 4},
      model_(info_),
      written_model_(info_) {
    queue_ = wrap_(engine::make_queue(info_, limits_));
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
    drain();
    return failure_;
}

void Simulator::step() {
    model_.settle(now_);
    const int what = draw(0, 999);
    if (what < 260) {
        send();
    } else if (what < 480) {
        receive();
    } else if (what < 600) {
        remove();
    } else if (what < 640) {
        change_visibility();
    } else if (what < 660) {
        take_in();
    } else if (what < 680) {
        moving_.empty() ? start_moving() : finish_moving();
    } else if (what < 760) {
        advance_clock();
    } else if (what < 770 && kind_ == Kind::fair) {
        expect_quiet_first();
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
    for (const Change& change : changes) {
        if (const auto* changed = std::get_if<StateChanged>(&change)) {
            model_.record(changed->sequence);
        }
    }
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
    const Duration delay =
        !info_.settings.fifo && draw(0, 3) == 0 ? Duration(draw(1, 20'000)) : Duration::zero();
    if (kind_ == Kind::standard) {
        send("", delay);
    } else if (kind_ == Kind::fifo || draw(0, 2) == 0) {
        send(draw(0, 5) == 0 && kind_ == Kind::fair ? ""
                                                    : fmt::format("group-{}", draw(1, draw(1, 12))),
             delay);
    } else {
        for (int i = draw(1, 12); i > 0; --i) {
            send(draw(0, 3) == 0 ? "group-1" : "group-2", delay);
        }
    }
}

Sequence Simulator::send(std::string group, Duration delay) {
    Changes changes;
    auto message = std::make_shared<Message>();
    message->id = random_uuid();
    message->body = std::string(static_cast<std::size_t>(draw(1, 400)), 'x');
    message->group_id = std::move(group);
    message->deduplication_id = info_.settings.fifo ? fmt::format("id-{}", draw(1, 2000)) : "";
    const auto original = model_.original(message->group_id, message->deduplication_id, now_);
    const auto accepted = queue_->send(message, delay, now_, changes);
    if (original.has_value()) {
        expect(accepted.sequence == *original, "a duplicate was taken in");
        expect(changes.empty(), "a duplicate changed something");
        return accepted.sequence;
    }
    expect(accepted.sequence > latest_, "a sequence was used again");
    expect(accepted.message_id == message->id, "a message got the id of another one");
    latest_ = accepted.sequence;
    model_.send(accepted.sequence, *message, now_ + delay);
    recorded(changes);
    return accepted.sequence;
}

// A message of another queue: its retention began before, unless it is a FIFO queue's.
void Simulator::take_in() {
    const bool fifo = info_.settings.fifo;
    auto message = std::make_shared<Message>();
    message->id = random_uuid();
    message->body = std::string(static_cast<std::size_t>(draw(1, 400)), 'x');
    message->group_id = kind_ == Kind::standard ? "" : fmt::format("group-{}", draw(1, 12));
    message->sent_at = now_ - Duration(draw(0, 1) == 0 ? draw(0, 3000) : draw(0, 500'000));
    message->receive_count = static_cast<std::uint32_t>(draw(1, 5));
    Changes changes;
    queue_->take_in(message, now_, changes);
    const Sequence sequence = std::get<Sent>(changes.front()).sequence;
    expect(!model_.contains(sequence), "a sequence was used again");
    expect(
        fifo ? sequence > latest_ : std::chrono::abs(time_of(sequence) - message->sent_at) < 1024ms,
        "a message that was moved here got a wrong place");
    latest_ = std::max(latest_, sequence);
    model_.take_in(sequence, *message, now_);
    model_.settle(now_);
    recorded(changes);
}

void Simulator::start_moving() {
    Changes changes;
    const auto max = static_cast<std::size_t>(draw(1, 6));
    const bool takes_dead_letters = draw(0, 2) > 0;
    std::vector<Sequence> right =
        takes_dead_letters ? model_.dead_letters(now_) : model_.receivable(now_);
    const bool is_fair = !takes_dead_letters && !queue_->counters().noisy.empty();
    const auto taken = takes_dead_letters ? queue_->take_dead_letters(max, now_, changes)
                                          : queue_->take_waiting(max, now_, changes);
    expect(taken.size() <= max, "more was taken than was asked for");
    if (takes_dead_letters) {
        expect(taken.empty() == right.empty(), "dead letters were withheld");
    }
    expect_in_order(right, taken, is_fair);
    for (const engine::Delivery& delivery : taken) {
        expect(takes_dead_letters || delivery.message != nullptr,
               "a message came without its body");
        if (!failure_.has_value()) {
            model_.start_moving(delivery.sequence);
            moving_.push_back(delivery.sequence);
        }
    }
    recorded(changes);
}

void Simulator::finish_moving() {
    const bool is_moved = draw(0, 2) > 0;
    Changes changes;
    for (const Sequence sequence : std::exchange(moving_, {})) {
        if (is_moved) {
            queue_->moved_away(sequence, changes);
            model_.moved_away(sequence);
        } else {
            queue_->stay(sequence);
            model_.stay(sequence);
        }
    }
    recorded(changes);
}

void Simulator::redrive_after(std::uint32_t receive_count_max) {
    receive_count_max_ = receive_count_max;
    queue_->redrive_after(receive_count_max);
    model_.redrive_after(receive_count_max);
    written_model_.redrive_after(receive_count_max);
    for (Model& model : pending_models_) {
        model.redrive_after(receive_count_max);
    }
}

engine::ReceiveCall Simulator::draw_call() {
    engine::ReceiveCall call;
    call.messages_max = static_cast<std::uint32_t>(draw(1, 10));
    call.visibility_timeout = draw(0, 9) == 0 ? Duration::zero() : Duration(draw(1, 30'000));
    if (info_.settings.fifo && draw(0, 2) == 0) {
        const Fingerprint name = fingerprint(fmt::format("attempt-{}", draw(1, 6)));
        // Once more within a millisecond is a name only while the first use can be repeated.
        if (!model_.earlier(name, now_).empty() || !model_.is_named_at(name, now_)) {
            call.attempt = name;
        }
    }
    return call;
}

void Simulator::accept(const engine::ReceiveCall& call, const engine::Delivery& delivery) {
    expect(delivery.message != nullptr, "a message came without its body");
    model_.receive(delivery.sequence, now_, call.visibility_timeout, delivery.state.attempt);
    expect(delivery.state.receive_count == model_.receive_count(delivery.sequence),
           "the receive count is wrong");
    receipts_.push_back({queue_id, delivery.sequence, delivery.state.receive_count, now_});
    ++receives_;
}

void Simulator::expect_repeat(const engine::ReceiveCall& call, const std::vector<Sequence>& earlier,
                              const std::vector<engine::Delivery>& received) {
    expect(received.size() == earlier.size(), "a named receive was not repeated");
    for (std::size_t i = 0; i < received.size() && !failure_.has_value(); ++i) {
        const engine::Delivery& again = received[i];
        expect(again.sequence == earlier[i], "a named receive was repeated with other messages");
        expect(again.message != nullptr, "a message came without its body");
        if (!failure_.has_value()) {
            expect(again.state.receive_count == model_.receive_count(again.sequence) &&
                       again.state.received_at == model_.received_at(again.sequence),
                   "a named receive was repeated with another receipt");
            model_.repeat(again.sequence, now_, call.visibility_timeout);
        }
    }
}

// The oldest first, unless somebody is noisy; of a FIFO queue the oldest of each group first, and
// each group in one piece.
void Simulator::expect_in_order(const std::vector<Sequence>& receivable,
                                const std::vector<engine::Delivery>& received, bool is_fair) {
    std::vector<Sequence> left = receivable;
    std::vector<std::string> groups;
    for (const engine::Delivery& delivery : received) {
        const auto has_its_turn = [&](Sequence sequence) {
            return !info_.settings.fifo || !model_.contains(delivery.sequence) ||
                   model_.group(sequence) == model_.group(delivery.sequence);
        };
        const auto expected = is_fair ? std::ranges::find(left, delivery.sequence)
                                      : std::ranges::find_if(left, has_its_turn);
        expect(expected != left.end() && *expected == delivery.sequence,
               fmt::format("{} came, which is {}; it is the turn of {}", print(delivery.sequence),
                           model_.contains(delivery.sequence) ? "hidden or newer" : "gone",
                           expected != left.end() ? print(*expected) : "none"));
        if (failure_.has_value()) {
            return;
        }
        left.erase(expected);
        const std::string& group = model_.group(delivery.sequence);
        if (info_.settings.fifo && (groups.empty() || groups.back() != group)) {
            expect(std::ranges::find(groups, group) == groups.end(), "a group came in two pieces");
            groups.push_back(group);
        }
    }
}

void Simulator::expect_nothing_withheld(const std::vector<Sequence>& receivable,
                                        const std::vector<engine::Delivery>& received) {
    if (!received.empty() || receivable.empty() || queue_->is_starved()) {
        return;
    }
    const std::size_t looked_at = limits_.look_ahead_max - limits_.look_ahead_max / 32;
    expect(info_.settings.fifo && model_.waiting_before(receivable.front()) >= looked_at,
           "a visible message was withheld");
}

void Simulator::receive() {
    Changes changes;
    const engine::ReceiveCall call = draw_call();
    const std::vector<Sequence> receivable = model_.receivable(now_);
    const std::vector<Sequence> earlier =
        call.attempt.is_none() ? std::vector<Sequence>{} : model_.earlier(call.attempt, now_);
    bool is_fair = !queue_->counters().noisy.empty();
    auto received = queue_->receive(call, now_, changes);
    if (draw(0, 1) == 0) {
        // As the runtime does it: what is low is loaded, and who starves waits for that.
        for (int loads = 0; received && received->empty(); ++loads) {
            recorded(std::exchange(changes, {}));
            if (job_ == JobKind::none) {
                start_job();
            }
            if (!queue_->is_starved()) {
                break;
            }
            expect(job_ != JobKind::none && loads < loads_max, "a receive starves for ever");
            if (failure_.has_value()) {
                return;
            }
            finish_any_job();
            is_fair |= !queue_->counters().noisy.empty();
            received = queue_->receive(call, now_, changes);
        }
    }

    expect(received.has_value(), "a receive was refused");
    if (failure_.has_value() || (received->empty() && queue_->is_starved())) {
        recorded(changes);
        return;
    }
    if (!earlier.empty()) {
        expect_repeat(call, earlier, *received);
    } else {
        expect(received->size() <= call.messages_max, "more came than was asked for");
        expect_in_order(receivable, *received, is_fair);
        expect_nothing_withheld(receivable, *received);
        for (std::size_t i = 0; i < received->size() && !failure_.has_value(); ++i) {
            accept(call, (*received)[i]);
        }
    }
    recorded(changes);
}

// Once all is looked through that is to be: as long as there is a message of somebody who is not
// noisy, it comes first. So that of a newcomer is received at the latest after all of these.
void Simulator::expect_quiet_first() {
    const Sequence newcomers = send(fmt::format("newcomer-{}", ++newcomers_), Duration::zero());
    while (!failure_.has_value() && model_.contains(newcomers) &&
           model_.receive_count(newcomers) == 0) {
        int loads = 0;
        do {
            finish_any_job();
            start_job();
            expect(++loads < 10 * loads_max, "a look at the backlog never ends");
        } while (job_ != JobKind::none && !failure_.has_value());

        const std::vector<NoisyTenant> noisy = queue_->counters().noisy;
        const std::vector<Sequence> receivable = model_.receivable(now_);
        const engine::ReceiveCall call{.messages_max = 1, .visibility_timeout = 30s};
        Changes changes;
        const auto received = queue_->receive(call, now_, changes);
        if (received->empty()) {
            expect(queue_->is_starved(), "a visible message was withheld");
            recorded(changes);
            continue;
        }
        expect_in_order(receivable, *received, !noisy.empty());
        if (failure_.has_value()) {
            return;
        }
        const GroupKey group = received->front().state.group;
        expect(!contains(noisy, group) || !contains(queue_->counters().noisy, group),
               "a noisy group came before a quiet one");
        accept(call, received->front());
        recorded(changes);
    }
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
    if (queue_->is_moving(receipt.sequence)) {
        finish_moving();  // as the runtime does it: who names such a message waits
    }
    bring_in(receipt.sequence);
    Changes changes;
    const auto removed = queue_->remove(receipt, now_, changes);
    const auto refused = model_.remove(receipt, now_);
    expect(removed.has_value() == !refused.has_value(), "a delete was judged wrongly");
    expect(removed.has_value() || removed.error().code == refused, "refused for a wrong reason");
    recorded(changes);
}

void Simulator::change_visibility() {
    if (receipts_.empty()) {
        return;
    }
    const Receipt receipt =
        receipts_[static_cast<std::size_t>(draw(0, static_cast<int>(receipts_.size()) - 1))];
    if (queue_->is_moving(receipt.sequence)) {
        finish_moving();
    }
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
    info_.settings.retention = Duration(draw(60, 900) * 1000);
    if (info_.settings.fifo) {
        info_.settings.delay = draw(0, 1) == 0 ? 0ms : Duration(draw(1, 20) * 1000);
    }
    redrive_after(static_cast<std::uint32_t>(draw(0, 3)));
    queue_->configure(info_.settings, now_);
    disk_.configured(queue_->counters());
    model_.configure(info_.settings, now_);
    written_model_.configure(info_.settings, now_);
}

void Simulator::advance_clock() {
    constexpr std::array<int, 6> most_ms = {0, 1, 10, 1000, 30'000, 400'000};
    now_ += Duration(draw(0, most_ms[static_cast<std::size_t>(draw(0, 5))]));
    if (const auto deadline = queue_->next_deadline(); deadline && draw(0, 2) == 0) {
        now_ = std::max(now_, *deadline);  // to the very moment
    }
    model_.settle(now_);
    Changes changes;
    queue_->tick(now_, changes);
    recorded(changes);
    expect(!model_.is_record_overdue(now_), "a receive was not recorded in time");
}

// A FIFO queue's lock is part of what a receive tells, so that waits for it to be written.
bool Simulator::was_never_told(const Receipt& receipt) const {
    return info_.settings.fifo && model_.contains(receipt.sequence) &&
           model_.receive_count(receipt.sequence) < receipt.receive_count;
}

void Simulator::crash() {
    commit(static_cast<std::size_t>(draw(0, 3)));
    disk_.crash();
    model_ = written_model_;
    model_.forget_unrecorded();
    model_.stay_all();
    moving_.clear();
    model_.settle(now_);
    pending_models_.clear();
    job_ = JobKind::none;
    is_job_read_ = false;
    job_waits_for_ = 0;
    queue_ = wrap_(disk_.recover(info_, limits_));
    queue_->redrive_after(receive_count_max_);
    // What was not written was never acknowledged: nobody has heard of those sequences.
    latest_ = disk_.last_sequence();
    std::erase_if(receipts_, [&](const Receipt& receipt) {
        const bool may_be_unwritten =
            is_moved(receipt.sequence) && !model_.contains(receipt.sequence);
        return receipt.sequence > latest_ || may_be_unwritten || was_never_told(receipt);
    });
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
        model_.settle(now_);
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
    model_.settle(now_);
    const QueueCounts counts = queue_->counts();
    const QueueCounts expected = model_.counts(now_);
    expect(counts == expected,
           fmt::format("counts are {} visible, {} in flight, {} delayed; right is {}, {}, {}",
                       counts.visible, counts.in_flight, counts.delayed, expected.visible,
                       expected.in_flight, expected.delayed));
}

void Simulator::drain() {
    finish_moving();
    redrive_after(0);
    int idle = 0;
    while (!model_.empty() && !failure_.has_value()) {
        finish_any_job();
        start_job();
        finish_any_job();
        Changes changes;
        const engine::ReceiveCall call{.messages_max = 10, .visibility_timeout = 30s};
        const std::vector<Sequence> receivable = model_.receivable(now_);
        const bool is_fair = !queue_->counters().noisy.empty();
        const auto received = queue_->receive(call, now_, changes);
        expect_in_order(receivable, *received, is_fair);
        for (std::size_t i = 0; i < received->size() && !failure_.has_value(); ++i) {
            const engine::Delivery& delivery = (*received)[i];
            accept(call, delivery);
            model_.remove(receipts_.back(), now_);
            expect(queue_->remove(receipts_.back(), now_, changes).has_value(),
                   "a delete was refused");
        }
        recorded(changes);
        idle = received->empty() ? idle + 1 : 0;
        if (idle % 20 == 19) {
            advance_clock();
        }
        expect(idle < 1000, "what is left cannot be received");
    }
}

}  // namespace forebay::simulation
