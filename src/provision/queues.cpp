#include "provision/stage.hpp"
#include <forebay/service/sqs/actions.hpp>

#include <fmt/format.h>

#include <optional>
#include <utility>

// Queues are made first, all of them, and get their redrive policies then: a policy names a queue
// that must be there, and queues may name each other.

namespace forebay::provision {
namespace {

namespace sqs = service::sqs;

constexpr const char* redrive_policy = "RedrivePolicy";

struct Made {
    bool is_there = false;
    bool created = false;
    std::optional<Error> refused = {};  ///< of a rehearsal: as it was wanted, it could not be made
};

std::string subject(const QueueKey& key) {
    return fmt::format("queue {}", key.name);
}

std::string url_of(const QueueKey& key) {
    return fmt::format("/{}/{}", key.account, key.name);
}

sqs::CreateQueueInput as_wanted(const DeclaredQueue& queue) {
    sqs::CreateQueueInput input{.queue_name = queue.key.name,
                                .attributes = values_of(queue.attributes),
                                .tags = queue.tags};
    input.attributes.erase(redrive_policy);
    if (is_fifo_name(queue.key.name)) {
        input.attributes.emplace("FifoQueue", "true");
    }
    return input;
}

sqs::CreateQueueInput bare(const DeclaredQueue& queue) {
    sqs::CreateQueueInput input{.queue_name = queue.key.name, .attributes = {}, .tags = {}};
    if (is_fifo_name(queue.key.name)) {
        input.attributes.emplace("FifoQueue", "true");
    }
    return input;
}

Task<Made> make(Stage& stage, const DeclaredQueue& queue) {
    const QueueKey& key = queue.key;
    if (stage.broker.find(key.account, key.region, key.name)) {
        co_return Made{.is_there = true};
    }
    service::Context context = stage.context(key);
    const auto created = co_await sqs::create_queue(context, as_wanted(queue));
    if (created) {
        co_return Made{.is_there = true, .created = true};
    }
    if (!stage.is_rehearsal) {
        stage.refuse(queue.place, subject(key), created.error());
        co_return Made{};
    }
    const auto stripped = co_await sqs::create_queue(context, bare(queue));
    if (stripped) {
        co_return Made{.is_there = true, .created = true, .refused = created.error()};
    }
    stage.refuse(queue.place, subject(key), stripped.error());
    QueueInfo stand_in;  // for those who name it: their own faults are of interest
    stand_in.key = key;
    stand_in.settings.fifo = is_fifo_name(key.name);
    (void)co_await stage.broker.create(std::move(stand_in));
    co_return Made{};
}

/// What is told of a queue, as far as the declaration speaks of it.
StringMap state_of(const Stage& stage, const DeclaredQueue& queue, const StringMap& attributes) {
    StringMap state;
    for (const auto& [name, placed] : queue.attributes) {
        if (const auto own = attributes.find(name); own != attributes.end()) {
            state.insert(*own);
        }
    }
    const auto info = stage.broker.find(queue.key.account, queue.key.region, queue.key.name);
    if (info) {
        add_tags((*info)->tags, state);
    }
    return state;
}

Task<StringMap> look_at(Stage& stage, const DeclaredQueue& queue) {
    service::Context context = stage.context(queue.key);
    const auto told = co_await sqs::get_queue_attributes(
        context, {.queue_url = url_of(queue.key), .attribute_names = {"All"}});
    co_return state_of(stage, queue, told ? told->attributes : StringMap());
}

Task<Result<sqs::Empty>> set(Stage& stage, const DeclaredQueue& queue, StringMap attributes) {
    service::Context context = stage.context(queue.key);
    sqs::SetQueueAttributesInput input;
    input.queue_url = url_of(queue.key);
    static_cast<StringMap&>(input.attributes) = std::move(attributes);
    co_return co_await sqs::set_queue_attributes(context, std::move(input));
}

Task<void> set_attributes(Stage& stage, const DeclaredQueue& queue, const StringMap& wanted) {
    const auto done = co_await set(stage, queue, wanted);
    if (done) {
        co_return;
    }
    const std::size_t problems = stage.problems.size();
    if (stage.is_rehearsal) {
        for (const auto& attribute : wanted) {
            const auto alone = co_await set(stage, queue, StringMap{attribute});
            if (!alone) {
                stage.refuse_attribute(queue.attributes, attribute.first, subject(queue.key),
                                       alone.error());
            }
        }
    }
    if (stage.problems.size() == problems) {
        stage.refuse(queue.place, subject(queue.key), done.error());
    }
}

Task<void> set_tags(Stage& stage, const DeclaredQueue& queue, StringMap wanted) {
    service::Context context = stage.context(queue.key);
    sqs::TagQueueInput input;
    input.queue_url = url_of(queue.key);
    static_cast<StringMap&>(input.tags) = std::move(wanted);
    const auto tagged = co_await sqs::tag_queue(context, std::move(input));
    if (!tagged) {
        stage.refuse(queue.place, subject(queue.key), tagged.error());
    }
}

Task<void> complete(Stage& stage, const DeclaredQueue& queue, const Made& made) {
    const std::size_t problems = stage.problems.size();
    const StringMap before = co_await look_at(stage, queue);
    const StringMap attributes = different(values_of(queue.attributes), before);
    if (!attributes.empty()) {
        co_await set_attributes(stage, queue, attributes);
    }
    const auto info = stage.broker.find(queue.key.account, queue.key.region, queue.key.name);
    StringMap tags = different(queue.tags, info ? (*info)->tags : StringMap());
    if (!tags.empty()) {
        co_await set_tags(stage, queue, std::move(tags));
    }
    if (made.refused && stage.problems.size() == problems) {
        stage.refuse(queue.place, subject(queue.key), *made.refused);
    }
    stage.finish("queue", queue.key.name, made.created, before, co_await look_at(stage, queue));
}

}  // namespace

Task<void> provision_queues(Stage& stage, const std::vector<DeclaredQueue>& queues) {
    std::vector<Made> made;
    made.reserve(queues.size());
    for (const DeclaredQueue& queue : queues) {
        made.push_back(co_await make(stage, queue));
    }
    for (std::size_t i = 0; i < queues.size(); ++i) {
        if (made[i].is_there) {
            co_await complete(stage, queues[i], made[i]);
        }
    }
}

}  // namespace forebay::provision
