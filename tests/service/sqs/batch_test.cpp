#include "service/sqs/batch.hpp"

#include "tests/service/sqs/caller.hpp"

namespace forebay::service::sqs {
namespace {

Error refusal(const std::vector<std::string_view>& ids) {
    auto checked = check_batch_ids(ids, "DeleteMessageBatchRequestEntry");
    return checked ? Error{Errc::internal, "not refused"} : checked.error();
}

TEST(Batch, HasOneToTenEntries) {
    const std::vector<std::string_view> ids = {"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"};
    EXPECT_TRUE(check_batch_ids(ids, "x"));
    EXPECT_TRUE(check_batch_ids({"0"}, "x"));

    EXPECT_EQ(refusal({}),
              (Error{Errc::empty_batch,
                     "There should be at least one DeleteMessageBatchRequestEntry in the "
                     "request."}));
    for (const std::size_t count : {11U, 20U}) {
        EXPECT_EQ(refusal(std::vector<std::string_view>(count, "a")),
                  (Error{Errc::too_many_batch_entries,
                         "Maximum number of entries per request are 10. You have sent " +
                             std::to_string(count) + "."}));
    }
}

TEST(Batch, HasLegalIds) {
    const std::string longest(80, 'i');
    EXPECT_TRUE(check_batch_ids({longest, "azAZ09-_"}, "x"));
    for (const std::string& id : {std::string(), longest + "i", std::string("a b"),
                                  std::string("a.b"), std::string("\xC3\xA4")}) {
        EXPECT_EQ(refusal({"ok", id}),
                  (Error{Errc::invalid_batch_id,
                         "A batch entry id can only contain alphanumeric characters, hyphens and "
                         "underscores. It can be at most 80 letters long."}));
    }
}

TEST(Batch, HasDistinctIds) {
    EXPECT_EQ(refusal({"one", "two", "three", "two"}),
              (Error{Errc::batch_ids_not_distinct, "Id two repeated."}));
    EXPECT_TRUE(check_batch_ids({"one", "One"}, "x"));
}

TEST(Batch, ReportsTheFirstEntryThatIsWrong) {
    EXPECT_EQ(refusal({"a", "a", "a b"}).code, Errc::batch_ids_not_distinct);
    EXPECT_EQ(refusal({"a b", "a", "a"}).code, Errc::invalid_batch_id);
}

}  // namespace
}  // namespace forebay::service::sqs
