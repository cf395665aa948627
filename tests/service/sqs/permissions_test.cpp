#include "tests/service/sqs/caller.hpp"

namespace forebay::service::sqs {
namespace {

const std::string one = "111111111111";
const std::string two = "222222222222";
const std::string queue_arn = "arn:aws:sqs:eu-central-1:111122223333:orders";
const std::string head =
    R"({"Version":"2008-10-17","Id":")" + queue_arn + R"(/SQSDefaultPolicy","Statement":[)";
const std::string first =
    R"({"Sid":"first","Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111111111111:root"},)"
    R"("Action":"SQS:ReceiveMessage","Resource":")" +
    queue_arn + R"("})";
const std::string second =
    R"({"Sid":"second","Effect":"Allow","Principal":{"AWS":["arn:aws:iam::111111111111:root",)"
    R"("arn:aws:iam::222222222222:root"]},"Action":["SQS:ReceiveMessage","SQS:SendMessage"],)"
    R"("Resource":")" +
    queue_arn + R"("})";

std::string policy(Caller& caller, const std::string& url) {
    StringMap attributes = caller.attributes(url);
    return attributes.contains("Policy") ? attributes["Policy"] : "none";
}

TEST(Permissions, LiveAsTheServiceWasRecorded) {
    Caller caller;
    const std::string url = caller.queue();
    EXPECT_EQ(policy(caller, url), "none");

    caller.get(add_permission, {url, "first", {one}, {"ReceiveMessage"}});
    EXPECT_EQ(policy(caller, url), head + first + "]}");
    caller.get(add_permission, {url, "second", {one, two}, {"ReceiveMessage", "SendMessage"}});
    EXPECT_EQ(policy(caller, url), head + first + "," + second + "]}");
    caller.get(remove_permission, {url, "first"});
    EXPECT_EQ(policy(caller, url), head + second + "]}");
    caller.get(remove_permission, {url, "second"});
    EXPECT_EQ(policy(caller, url), "none");
}

TEST(Permissions, MoveTheTimeOfModification) {
    Caller caller;
    const std::string url = caller.queue();
    caller.clock.advance(5s);
    caller.get(add_permission, {url, "first", {one}, {"*"}});

    EXPECT_EQ(caller.attributes(url).at("LastModifiedTimestamp"), "1700000005");
}

TEST(Permissions, JoinAPolicyOfTheClients) {
    struct Row {
        std::string before;
        std::string after;
    };
    for (const Row& row : {
             Row{R"({ "Statement" : [ {"Sid":"own"} ], "Version":"2012-10-17" })",
                 R"({"Statement":[{"Sid":"own"},)" + first + R"(],"Version":"2012-10-17"})"},
             Row{R"({"Statement":{"Effect":"Deny"}})",
                 R"({"Statement":[{"Effect":"Deny"},)" + first + "]}"},
             Row{R"({"Version":"2012-10-17"})",
                 R"({"Version":"2012-10-17","Statement":[)" + first + "]}"},
         }) {
        Caller caller;
        const std::string url = caller.queue("orders", {{"Policy", row.before}});
        caller.get(add_permission, {url, "first", {one}, {"ReceiveMessage"}});
        EXPECT_EQ(policy(caller, url), row.after);
    }
}

TEST(Permissions, HaveDistinctLabels) {
    Caller caller;
    const std::string url = caller.queue();
    caller.get(add_permission, {url, "first", {one}, {"SendMessage"}});

    EXPECT_EQ(caller.refusal(add_permission, {url, "first", {two}, {"SendMessage"}}),
              bad_value("first", "Label", "Already exists."));
    EXPECT_EQ(caller.refusal(remove_permission, {url, "second"}),
              bad_value("second", "Label", "can't find label."));
    EXPECT_EQ(caller.refusal(remove_permission, {caller.queue("other"), "first"}),
              bad_value("first", "Label", "can't find label."));
}

TEST(AddPermission, RefusesIllegalLabels) {
    Caller caller;
    const std::string url = caller.queue();
    const std::string longest(80, 'l');

    caller.get(add_permission, {url, longest, {one}, {"SendMessage"}});
    for (const std::string& label : {longest + "l", std::string("a b"), std::string("a.b")}) {
        EXPECT_EQ(caller.refusal(add_permission, {url, label, {one}, {"SendMessage"}}),
                  bad_value(label, "Label",
                            "Can only include alphanumeric characters, hyphens, or underscores. "
                            "1 to 80 in length"));
    }
}

TEST(AddPermission, GrantsSevenActionsAtMost) {
    Caller caller;
    const std::string url = caller.queue();
    std::vector<std::string> actions = {
        "SendMessage",        "ReceiveMessage", "DeleteMessage", "ChangeMessageVisibility",
        "GetQueueAttributes", "GetQueueUrl",    "PurgeQueue"};

    caller.get(add_permission, {url, "seven", {one}, actions});
    actions.emplace_back("ListDeadLetterSourceQueues");
    EXPECT_EQ(caller.refusal(add_permission, {url, "eight", {one}, actions}),
              (Error{Errc::over_limit, "8 Actions were found, maximum allowed is 7."}));
}

TEST(AddPermission, RefusesActionsThatCannotBeGranted) {
    Caller caller;
    const std::string url = caller.queue();
    for (const char* action :
         {"Foobar", "", "sendMessage", "SQS:SendMessage", "SendMessageBatch"}) {
        EXPECT_EQ(caller.refusal(add_permission, {url, "l", {one}, {"*", action}}),
                  bad_value(std::string("SQS:") + action, "ActionName",
                            "Please refer to the appropriate WSDL for a list of valid actions. "));
    }
    for (const char* action : {"AddPermission", "CreateQueue", "DeleteQueue", "ListQueues",
                               "ListQueueTags", "RemovePermission", "SetQueueAttributes",
                               "TagQueue", "UntagQueue", "StartMessageMoveTask"}) {
        EXPECT_EQ(caller.refusal(add_permission, {url, "l", {one}, {action}}),
                  bad_value(std::string("SQS:") + action, "ActionName",
                            "Only the queue owner is allowed to invoke this action."));
    }
}

TEST(AddPermission, RefusesWhatIsNoAccount) {
    Caller caller;
    const std::string url = caller.queue();
    for (const std::string& account : {std::string(), std::string("11111111111"),
                                       std::string("1111111111111"), std::string("11111111111x")}) {
        EXPECT_EQ(caller.refusal(add_permission, {url, "l", {one, account}, {"*"}}),
                  bad_value("[" + account + "]", "PrincipalId", "Unable to verify."));
    }
}

TEST(AddPermission, NeedsAccountsAndActions) {
    Caller caller;

    EXPECT_EQ(
        caller.refusal(add_permission, {"nope", "l", {}, {"*"}}),
        (Error{Errc::missing_parameter, "The request must contain the parameter AWSAccountIds."}));
    EXPECT_EQ(caller.refusal(add_permission, {"nope", "l", {one}, {}}),
              (Error{Errc::missing_parameter, "The request must contain the parameter Actions."}));
}

TEST(AddPermission, RefusesAPolicyThatIsFull) {
    Caller caller;
    const std::string url = caller.queue();
    for (int i = 0; i < 20; ++i) {
        caller.get(add_permission, {url, "l" + std::to_string(i), {one}, {"SendMessage"}});
    }
    EXPECT_EQ(caller.refusal(add_permission, {url, "l20", {one}, {"SendMessage"}}),
              (Error{Errc::over_limit, "21 Statements were found, maximum allowed is 20."}));

    const std::string large =
        caller.queue("large", {{"Policy", "{\"a\":\"" + std::string(8100, 'x') + "\"}"}});
    EXPECT_EQ(caller.refusal(add_permission, {large, "l", {one}, {"SendMessage"}}).code,
              Errc::over_limit);
}

}  // namespace
}  // namespace forebay::service::sqs
