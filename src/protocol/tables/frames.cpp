#include "protocol/aws_json/writer.hpp"
#include "protocol/tables/push.hpp"
#include <forebay/base/presence.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/json.hpp>
#include <fmt/format.h>

#include <map>
#include <utility>

// How it works: `run` reads what the client says, and each subscription is a coroutine of its own
// that reads the table's log and sends. All are on the session's thread. When the client has gone,
// `run` has every subscription end, and waits for the last one: they use the socket.
namespace forebay::protocol::tables {
namespace {

namespace json = boost::json;
using namespace service::dynamodb;

constexpr std::chrono::seconds wait_max{20};
constexpr std::size_t changes_max = 100;  // of a subscription, that are in memory at a time
constexpr std::size_t subscriptions_max = 100;

/// One subscription, as whom the wait for changes watches.
class Subscription final : public Presence {
public:
    explicit Subscription(Wanted wanted) : wanted_(std::move(wanted)) {}

    void watch(std::function<void()> on_leave) override { on_leave_ = std::move(on_leave); }
    void unwatch() override { on_leave_ = nullptr; }

    void end() {
        has_ended_ = true;
        if (on_leave_) {
            std::exchange(on_leave_, nullptr)();
        }
    }

    bool has_ended() const { return has_ended_; }
    Wanted& wanted() { return wanted_; }

private:
    Wanted wanted_;
    std::function<void()> on_leave_;
    bool has_ended_ = false;
};

std::string frame(std::string_view type, std::string_view id, std::string_view name,
                  std::string_view text) {
    json::object object{{"type", type}};
    if (!id.empty()) {
        object["id"] = id;
    }
    if (!name.empty()) {
        object[name] = text;
    }
    return json::serialize(object);
}

std::string change_frame(const Wanted& wanted, std::string_view id, const PlainChange& change) {
    std::string text = "{\"type\":\"change\",\"id\":";
    aws_json::write_string(id, text);
    text += ',';
    write_change(wanted.table, change, wanted.images, wanted.format, text);
    text += '}';
    return text;
}

std::string text_of(const json::object& object, std::string_view name) {
    const json::value* const value = object.if_contains(name);
    return value != nullptr && value->is_string() ? std::string(value->get_string())
                                                  : std::string();
}

class Conversation {
public:
    Conversation(std::shared_ptr<service::Context> context, std::string table, WebSocket& socket,
                 const Executor& executor)
        : context_(std::move(context)),
          table_(std::move(table)),
          socket_(socket),
          executor_(executor),
          all_ended_(executor) {}

    Task<void> run() {
        while (auto message = co_await socket_.receive()) {
            co_await obey(*std::move(message));
        }
        for (const auto& [id, subscription] : subscriptions_) {
            subscription->end();
        }
        while (running_count_ > 0) {
            all_ended_.expires_at(asio::steady_timer::time_point::max());
            boost::system::error_code ignored;
            co_await all_ended_.async_wait(asio::redirect_error(use_task, ignored));
        }
    }

private:
    Task<void> obey(std::string message) {
        boost::system::error_code error;
        const json::value value = json::parse(message, error);
        if (error || !value.is_object()) {
            co_await refuse("", "The message is no JSON object");
            co_return;
        }
        const json::object& command = value.get_object();
        const std::string action = text_of(command, "action");
        const std::string id = text_of(command, "id");
        if (action == "ping") {
            co_await socket_.send(frame("pong", "", "", ""));
        } else if (action == "unsubscribe") {
            end(id);
        } else if (action == "subscribe") {
            co_await subscribe(id, command);
        } else {
            co_await refuse(id, "The action is none of subscribe, unsubscribe and ping");
        }
    }

    Task<void> subscribe(std::string id, const json::object& command) {
        const auto images = parse_images(text_of(command, "images"));
        if (id.empty() || subscriptions_.contains(id)) {
            co_return co_await refuse(id, "A subscription needs an id that no other has");
        }
        if (!images) {
            co_return co_await refuse(id, "images is keys, new, old or both");
        }
        for (const std::string_view member : {"pk", "since"}) {
            if (command.contains(member) && !command.at(member).is_string()) {
                co_return co_await refuse(id, fmt::format("{} is a string", member));
            }
        }
        if (subscriptions_.size() >= subscriptions_max) {
            co_return co_await refuse(id, "There are too many subscriptions");
        }
        Wanted wanted{.table = table_,
                      .partition = command.contains("pk") ? std::optional(text_of(command, "pk"))
                                                          : std::nullopt,
                      .since = text_of(command, "since"),
                      .images = *images};
        const auto checked = check_plain_changes(
            *context_,
            {.table = wanted.table, .partition = wanted.partition, .since = wanted.since});
        if (!checked) {
            co_return co_await refuse(id, checked.error().detail);
        }
        if (wanted.since.empty()) {
            auto latest = co_await latest_plain_change(*context_, table_);
            if (!latest) {
                co_return co_await refuse(id, latest.error().detail);
            }
            wanted.since = *std::move(latest);
        }
        co_await socket_.send(frame("subscribed", id, "sequence", wanted.since));
        auto subscription = std::make_shared<Subscription>(std::move(wanted));
        subscriptions_.emplace(id, subscription);
        ++running_count_;
        asio::co_spawn(executor_, follow(std::move(id), std::move(subscription)), asio::detached);
    }

    Task<void> refuse(std::string_view id, std::string_view text) {
        co_await socket_.send(frame("error", id, "message", text));
    }

    void end(const std::string& id) {
        const auto found = subscriptions_.find(id);
        if (found != subscriptions_.end()) {
            found->second->end();
            subscriptions_.erase(found);
        }
    }

    Task<void> follow(std::string id, std::shared_ptr<Subscription> subscription) {
        while (!subscription->has_ended() && socket_.is_open()) {
            const Wanted& wanted = subscription->wanted();
            PlainChangesInput input{.table = wanted.table,
                                    .partition = wanted.partition,
                                    .since = wanted.since,
                                    .limit = changes_max,
                                    .wait = wait_max};
            auto page =
                co_await read_plain_changes(*context_, std::move(input), subscription.get());
            if (!page) {
                co_await refuse(id, page.error().detail);
                break;
            }
            co_await send_page(id, *subscription, *page);
            if (page->is_cut_short) {
                break;
            }
            subscription->wanted().since = std::move(page->sequence);
        }
        const auto found = subscriptions_.find(id);
        if (found != subscriptions_.end() && found->second == subscription) {
            subscriptions_.erase(found);
        }
        --running_count_;
        all_ended_.cancel();
    }

    Task<void> send_page(std::string_view id, Subscription& subscription,
                         const PlainChanges& page) {
        if (page.is_trimmed) {
            co_await refuse(id, "trimmed");
        }
        for (const PlainChange& change : page.changes) {
            if (subscription.has_ended()) {
                co_return;
            }
            std::string text = change_frame(subscription.wanted(), id, change);
            if (!co_await socket_.send(std::move(text))) {
                subscription.end();
            }
        }
    }

    std::shared_ptr<service::Context> context_;
    std::string table_;
    WebSocket& socket_;
    Executor executor_;
    std::map<std::string, std::shared_ptr<Subscription>> subscriptions_;
    std::size_t running_count_ = 0;  // coroutines of subscriptions
    asio::basic_waitable_timer<std::chrono::steady_clock,
                               asio::wait_traits<std::chrono::steady_clock>, Executor>
        all_ended_;  // is cancelled when one of them has ended
};

}  // namespace

Task<void> push_frames(std::shared_ptr<service::Context> context, std::string table,
                       WebSocket& socket) {
    const Executor executor = co_await asio::this_coro::executor;
    Conversation conversation(std::move(context), std::move(table), socket, executor);
    co_await conversation.run();
}

}  // namespace forebay::protocol::tables
