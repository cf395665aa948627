#include "tests/protocol/fake_service.hpp"
#include <forebay/runtime/backups.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace forebay::protocol {
namespace {

// Remembers what it is asked for.
class FakeBackups final : public runtime::Backups {
public:
    Task<Result<Made>> create(std::string name) override {
        names.push_back(name);
        if (error) {
            co_return *error;
        }
        co_return Made{.path = "/backups/" + name, .bytes = 12'345, .took = Duration(67)};
    }
    void stop() override {}

    std::optional<Error> error;
    std::vector<std::string> names;
};

HttpResponse ask(FakeBackups* backups, std::string body = "", std::string method = "POST") {
    FrontOptions options;
    options.backups = backups;
    return answer({.method = std::move(method),
                   .target = "/_forebay/backup",
                   .body = std::move(body),
                   .options = options});
}

TEST(BackupPage, TellsWhatWasMade) {
    FakeBackups backups;
    const HttpResponse response = ask(&backups, R"({"name": "monday"})");
    EXPECT_EQ(response.status, 200U);
    EXPECT_EQ(response.content_type, "application/json");
    EXPECT_EQ(response.body, R"({"path":"/backups/monday","bytes":12345,"ms":67})");
}

TEST(BackupPage, LeavesTheNameToTheTimeWhenNoneIsGiven) {
    FakeBackups backups;
    for (const std::string body : {"", " \r\n", "{}"}) {
        EXPECT_EQ(ask(&backups, body).status, 200U) << body;
    }
    EXPECT_THAT(backups.names, testing::Each(""));
}

TEST(BackupPage, RefusesWhatItDoesNotUnderstand) {
    FakeBackups backups;
    for (const std::string body : {"[]", "{", "x", R"({"name": 1})", R"({"name": ""})",
                                   R"({"directory": "/etc"})", R"({"name": "a", "x": 1})"}) {
        EXPECT_EQ(ask(&backups, body).status, 400U) << body;
    }
    const HttpResponse response = ask(&backups, "", "GET");
    EXPECT_EQ(response.status, 405U);
    EXPECT_EQ(header(response, "Allow"), "POST");
    EXPECT_THAT(backups.names, testing::IsEmpty());
}

TEST(BackupPage, SaysWhyThereIsNone) {
    FakeBackups backups;
    for (const auto& [code, status] :
         std::vector<std::pair<Errc, unsigned>>{{Errc::invalid_parameter, 400},
                                                {Errc::invalid_state, 409},
                                                {Errc::disk_full, 507},
                                                {Errc::internal, 500}}) {
        backups.error = Error{code, "Because."};
        const HttpResponse response = ask(&backups);
        EXPECT_EQ(response.status, status);
        EXPECT_EQ(response.body, R"({"message":"Because."})");
    }
    EXPECT_EQ(ask(nullptr).status, 404U);
    EXPECT_THAT(ask(nullptr).body, testing::HasSubstr("backup.directory"));
}

}  // namespace
}  // namespace forebay::protocol
