#include "tests/service/sqs/caller.hpp"
#include <forebay/base/base64.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace forebay::service::sqs {
namespace {

using testing::SizeIs;

const std::string arn_start = "arn:aws:sqs:eu-central-1:111122223333:";
const std::string dead_arn = arn_start + "dead";

/// A caller with a dead-letter queue, a source of it, and another queue.
struct Owner : Caller {
    Owner() {
        queue("dead");
        queue("source", {{"RedrivePolicy",
                          "{\"deadLetterTargetArn\":\"" + dead_arn + "\",\"maxReceiveCount\":1}"}});
        queue("other");
    }
};

const Error no_source = {Errc::resource_not_found,
                         "The resource that you specified for the SourceArn parameter doesn't "
                         "exist."};

TEST(StartMessageMoveTask, GivesAHandleThatNamesTheTask) {
    Owner caller;
    const auto started = caller.get(start_message_move_task, {dead_arn, arn_start + "other", 500});
    ASSERT_THAT(caller.broker.tasks, SizeIs(1));
    const MoveTask& task = caller.broker.tasks[0];
    EXPECT_EQ(task.destination_arn, arn_start + "other");
    EXPECT_EQ(task.messages_per_second, 500U);
    EXPECT_EQ(parse_base64(started.task_handle),
              "{\"taskId\":\"" + to_string(task.id) + "\",\"sourceArn\":\"" + dead_arn + "\"}");
}

TEST(StartMessageMoveTask, IsRefusedInTheServicesWordsAndInTheirOrder) {
    Owner caller;
    caller.queue("orders.fifo", {{"FifoQueue", "true"}});
    const std::string gone = arn_start + "gone";
    struct Row {
        StartMessageMoveTaskInput input;
        Error error;
    };
    for (const Row& row :
         {Row{{"dummy", {}, {}},
              {Errc::invalid_parameter,
               "You must use this format to specify the SourceArn: "
               "arn:<partition>:<service>:<region>:<account-id>:<resource-id>"}},
          Row{{gone, gone, {}}, no_source},
          Row{{arn_start + "source", gone, {}},
              {Errc::invalid_parameter, "Source queue must be configured as a Dead Letter Queue."}},
          Row{{dead_arn, gone, 0},
              {Errc::resource_not_found,
               "The resource that you specified for the DestinationArn parameter doesn't exist."}},
          Row{{dead_arn, dead_arn, {}},
              {Errc::invalid_parameter,
               "Source queue arn and destination queue arn cannot be the same."}},
          Row{{dead_arn, arn_start + "orders.fifo", {}},
              {Errc::invalid_parameter,
               "Source queue and destination queue must be of the same type."}},
          Row{{dead_arn, {}, 0},
              {Errc::invalid_parameter,
               "Value 0 for parameter MaxNumberOfMessagesPerSecond is invalid. Reason: Must be "
               "between 1 and 500, if provided."}},
          Row{{dead_arn, {}, 501},
              {Errc::invalid_parameter,
               "Value 501 for parameter MaxNumberOfMessagesPerSecond is invalid. Reason: Must be "
               "between 1 and 500, if provided."}}}) {
        EXPECT_EQ(caller.refusal(start_message_move_task, row.input), row.error);
    }
    EXPECT_THAT(caller.broker.tasks, SizeIs(0));
}

TEST(CancelMessageMoveTask, SaysHowManyMessagesWereMoved) {
    Owner caller;
    const auto started = caller.get(start_message_move_task, {dead_arn, {}, {}});
    caller.broker.tasks[0].moved_count = 7;
    const auto cancelled = caller.get(cancel_message_move_task, {started.task_handle});
    EXPECT_EQ(cancelled.approximate_number_of_messages_moved, 7);
}

TEST(CancelMessageMoveTask, IsRefusedInTheServicesWords) {
    Owner caller;
    const auto handle = [](const std::string& id, const std::string& arn) {
        return base64("{\"taskId\":\"" + id + "\",\"sourceArn\":\"" + arn + "\"}");
    };
    const std::string id = to_string(random_uuid());
    const Error bad = {Errc::invalid_parameter, "Value for parameter TaskHandle is invalid."};
    for (const std::string& text : {std::string("x"), base64("x"), base64("[]"), base64("{}"),
                                    base64("{\"taskId\":1,\"sourceArn\":\"a\"}")}) {
        EXPECT_EQ(caller.refusal(cancel_message_move_task, {text}), bad) << text;
    }
    EXPECT_EQ(caller.refusal(cancel_message_move_task, {handle(id, arn_start + "gone")}),
              no_source);
    for (const std::string& unknown : {id, std::string("x")}) {
        EXPECT_EQ(caller.refusal(cancel_message_move_task, {handle(unknown, dead_arn)}),
                  (Error{Errc::resource_not_found, "Task does not exist."}));
    }
}

TEST(ListMessageMoveTasks, ShowsWhatEachStatusHas) {
    Owner caller;
    const auto started = caller.get(start_message_move_task, {dead_arn, arn_start + "other", 3});
    MoveTask& task = caller.broker.tasks[0];
    task.moved_count = 1;
    task.to_move_count = 2;
    const auto shown = [&] {
        return caller.get(list_message_move_tasks, {dead_arn, {}}).results.at(0);
    };
    EXPECT_EQ(shown().task_handle, started.task_handle);
    EXPECT_EQ(shown().source_arn, dead_arn);
    EXPECT_EQ(shown().destination_arn, arn_start + "other");
    EXPECT_EQ(shown().max_number_of_messages_per_second, 3);
    EXPECT_EQ(shown().approximate_number_of_messages_moved, 1);
    EXPECT_EQ(shown().approximate_number_of_messages_to_move, 2);
    EXPECT_EQ(shown().started_timestamp, start_time.time_since_epoch().count());
    EXPECT_EQ(shown().failure_reason, std::nullopt);

    task.destination_arn.clear();
    task.messages_per_second = 0;
    task.failure_reason = "AWS.SimpleQueueService.NonExistentQueue";
    EXPECT_EQ(shown().destination_arn, std::nullopt);
    EXPECT_EQ(shown().max_number_of_messages_per_second, std::nullopt);
    EXPECT_EQ(shown().failure_reason, task.failure_reason);

    struct Row {
        MoveTaskStatus status;
        std::string name;
    };
    for (const Row& row :
         {Row{MoveTaskStatus::running, "RUNNING"}, Row{MoveTaskStatus::completed, "COMPLETED"},
          Row{MoveTaskStatus::cancelling, "CANCELLING"},
          Row{MoveTaskStatus::cancelled, "CANCELLED"}, Row{MoveTaskStatus::failed, "FAILED"}}) {
        task.status = row.status;
        EXPECT_EQ(shown().status, row.name);
        EXPECT_EQ(shown().task_handle.has_value(), row.status == MoveTaskStatus::running);
    }
}

TEST(ListMessageMoveTasks, ShowsOneUnlessAskedForMore) {
    Owner caller;
    caller.broker.tasks.resize(12);
    EXPECT_THAT(caller.get(list_message_move_tasks, {dead_arn, {}}).results, SizeIs(1));
    EXPECT_THAT(caller.get(list_message_move_tasks, {dead_arn, 10}).results, SizeIs(10));
    for (const std::int64_t bad : {0, 11}) {
        EXPECT_EQ(caller.refusal(list_message_move_tasks, {dead_arn, bad}).code,
                  Errc::invalid_parameter);
    }
    EXPECT_EQ(caller.refusal(list_message_move_tasks, {arn_start + "gone", {}}), no_source);
}

}  // namespace
}  // namespace forebay::service::sqs
