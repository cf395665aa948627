#pragma once

#include "protocol/shape/shape_of.hpp"
#include <forebay/service/sqs/shapes.hpp>
#include <forebay/service/sqs/wire_names.hpp>

#include <array>
#include <memory>

namespace forebay::protocol {

/// A shape, and a way to make a value of it.
struct AnyShape {
    const Shape* shape;
    std::shared_ptr<void> (*make)();
};

template <class... Structures>
constexpr auto any_shapes() {
    return std::array{AnyShape{&shape_of<Structures>, []() -> std::shared_ptr<void> {
                                   return std::make_shared<Structures>();
                               }}...};
}

/// Every structure that an SQS action takes or gives.
inline std::span<const AnyShape> all_shapes() {
    using namespace service::sqs;
    static constexpr auto shapes = any_shapes<
        CreateQueueInput, QueueUrlOutput, GetQueueUrlInput, ListQueuesInput, ListQueuesOutput,
        StartMessageMoveTaskInput, StartMessageMoveTaskOutput, CancelMessageMoveTaskInput,
        CancelMessageMoveTaskOutput, ListMessageMoveTasksInput, ListMessageMoveTasksOutput,
        ListDeadLetterSourceQueuesInput, ListDeadLetterSourceQueuesOutput, QueueUrlInput,
        GetQueueAttributesInput, GetQueueAttributesOutput, SetQueueAttributesInput, TagQueueInput,
        UntagQueueInput, ListQueueTagsOutput, AddPermissionInput, RemovePermissionInput,
        SendMessageInput, SendMessageOutput, SendMessageBatchInput, SendMessageBatchOutput,
        ReceiveMessageInput, ReceiveMessageOutput, DeleteMessageInput, DeleteMessageBatchInput,
        DeleteMessageBatchOutput, ChangeMessageVisibilityInput, ChangeMessageVisibilityBatchInput,
        ChangeMessageVisibilityBatchOutput>();
    return shapes;
}

}  // namespace forebay::protocol
