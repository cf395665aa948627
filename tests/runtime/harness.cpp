#include "tests/runtime/harness.hpp"

#include <forebay/storage/keys.hpp>

namespace forebay::runtime {

void Leaver::watch(std::function<void()> on_leave) {
    on_leave_ = std::move(on_leave);
    watched_.set_value();
}

Harness::Harness(BrokerOptions options, BeforeStart before_start)
    : options_(options),
      before_start_(std::move(before_start)),
      store_(std::make_shared<WatchedStore>()) {
    options_.threads = 2;
    begin();
}

Harness::~Harness() {
    broker_->stop();
}

void Harness::begin() {
    broker_ = Broker::recover(WatchedStore::handle(store_), clock_, options_);
    if (before_start_) {
        before_start_(*broker_);
    }
    broker_->start();
}

void Harness::restart(Duration downtime) {
    broker_->stop();
    clock_.advance(downtime);
    store_->keep();
    store_->go_back();
    begin();
}

void Harness::call(std::function<void()> what) {
    asio::post(broker_->executors()[0], std::packaged_task<void()>(std::move(what))).get();
}

// A task that goes over all threads and back, three times: behind all that was under way.
void Harness::pass_a_moment() {
    for (int i = 0; i < 3; ++i) {
        for (const Executor& executor : broker_->executors()) {
            asio::post(executor, std::packaged_task<void()>([] {})).get();
        }
    }
}

void Harness::until(const std::function<bool()>& holds) {
    while (!holds()) {
        advance(Duration(1100));
    }
}

void Harness::until_now(const std::function<bool()>& holds) {
    while (!holds()) {
        pass_a_moment();
    }
}

void Harness::advance(Duration by) {
    clock_.advance(by);
    broker_->clock_moved();
    pass_a_moment();
}

Result<Broker::Creation> Harness::try_create(const std::string& name) {
    QueueInfo wanted;
    wanted.key = {.account = "000000000000", .region = "us-east-1", .name = name};
    return run(broker_->create(std::move(wanted)));
}

std::vector<SendRequest> Harness::requests(const std::vector<std::string>& bodies, Duration delay) {
    std::vector<SendRequest> requests;
    for (const std::string& body : bodies) {
        auto message = std::make_shared<Message>();
        message->id = random_uuid();
        message->body = body;
        requests.push_back({std::move(message), delay});
    }
    return requests;
}

void Harness::send(const QueueInfoPtr& queue, const std::vector<std::string>& bodies,
                   Duration delay) {
    run(broker_->send(queue, requests(bodies, delay))).value();
}

Result<std::vector<Accepted>> Harness::try_send(const QueueInfoPtr& queue,
                                                const std::string& body) {
    return run(broker_->send(queue, requests({body})));
}

std::vector<Delivery> Harness::receive_all(const QueueInfoPtr& queue, std::uint32_t most) {
    return run(broker_->receive(queue, asking(most), nullptr)).value();
}

std::vector<std::string> Harness::receive(const QueueInfoPtr& queue, std::uint32_t most) {
    std::vector<std::string> bodies;
    for (const Delivery& delivery : receive_all(queue, most)) {
        bodies.push_back(delivery.message->body);
    }
    return bodies;
}

std::size_t Harness::stored_locks() {
    return store_->store()
        .count(storage::Space::records, storage::keys::removed_queues_begin,
               storage::keys::removed_queues_end, 1000)
        .count;
}

std::size_t Harness::stored_queues() {
    return store_->store()
        .count(storage::Space::records, storage::keys::queues_begin, storage::keys::queues_end,
               1'000'000)
        .count;
}

std::size_t Harness::stored_deduplications() {
    return store_->store().count(storage::Space::records, "d", "e", 1'000'000).count;
}

std::size_t Harness::stored_messages() {
    return store_->store().count(storage::Space::messages, "", "\xff", 1'000'000).count;
}

}  // namespace forebay::runtime
