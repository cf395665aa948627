#include "tests/service/sqs/caller.hpp"

namespace forebay::service::sqs {
namespace {

using namespace std::string_literals;

Error refusal_of(const std::string& text) {
    return {Errc::invalid_parameter, text};
}

TEST(Tags, ComeAndGo) {
    Caller caller;
    const std::string url = caller.queue();
    const auto tags = [&] { return caller.get(list_queue_tags, {url}).tags; };

    caller.get(tag_queue, {url, {{"team", "a"}, {"Team", "b"}, {"empty", ""}}});
    EXPECT_EQ(tags(), (StringMap{{"team", "a"}, {"Team", "b"}, {"empty", ""}}));
    caller.get(tag_queue, {url, {{"team", "c"}, {"new", "d"}}});
    EXPECT_EQ(tags(), (StringMap{{"team", "c"}, {"Team", "b"}, {"empty", ""}, {"new", "d"}}));
    caller.get(untag_queue, {url, {"Team", "new", "unknown", "TEAM"}});
    EXPECT_EQ(tags(), (StringMap{{"team", "c"}, {"empty", ""}}));
    caller.get(untag_queue, {url, {"team", "empty"}});
    EXPECT_EQ(tags(), StringMap());
}

TEST(Tags, AreAtMostFifty) {
    Caller caller;
    const std::string url = caller.queue();
    for (int i = 0; i < 50; ++i) {
        caller.get(tag_queue, {url, {{"key" + std::to_string(i), ""}}});
    }
    caller.get(tag_queue, {url, {{"key0", "changed"}}});

    EXPECT_EQ(caller.refusal(tag_queue, {url, {{"one more", ""}}}),
              refusal_of("Too many tags added for queue orders."));
    EXPECT_EQ(caller.get(list_queue_tags, {url}).tags.size(), 50U);
}

TEST(Tags, HaveKeysAndValuesOfSomeLength) {
    Caller caller;
    const std::string url = caller.queue();
    const Error bad_key = refusal_of("Tag keys must be between 1 and 128 characters in length.");
    const Error bad_text = refusal_of("Tag values must be between 0 and 256 characters in length.");

    caller.get(tag_queue, {url, {{std::string(128, 'k'), std::string(256, 'v')}}});
    EXPECT_EQ(caller.refusal(tag_queue, {url, {{"", "v"}}}), bad_key);
    EXPECT_EQ(caller.refusal(tag_queue, {url, {{std::string(129, 'k'), "v"}}}), bad_key);
    EXPECT_EQ(caller.refusal(tag_queue, {url, {{"k", std::string(257, 'v')}}}), bad_text);
    EXPECT_EQ(caller.refusal(create_queue, {"new", {}, {{"", "v"}}}), bad_key);
    EXPECT_EQ(caller.get(list_queue_tags, {url}).tags.size(), 1U);

    std::string umlauts;
    for (int i = 0; i < 128; ++i) {
        umlauts += "\xC3\xBC";
    }
    caller.get(tag_queue, {url, {{umlauts, umlauts + umlauts}}});
}

TEST(Tags, MayNotHaveReservedKeysNorControlCharacters) {
    Caller caller;
    const std::string url = caller.queue();

    caller.get(tag_queue, {url, {{"aws", "v"}, {"a:aws:", "v"}}});
    EXPECT_EQ(caller.refusal(tag_queue, {url, {{"aws:x", "v"}}}),
              refusal_of("Tag keys cannot begin with 'aws:', which is reserved."));
    EXPECT_EQ(caller.refusal(tag_queue, {url, {{"a\x01", "v"}}}).code, Errc::invalid_parameter);
    EXPECT_EQ(caller.refusal(tag_queue, {url, {{"a", "\x01"}}}).code, Errc::invalid_parameter);
}

TEST(Tags, MustBeGiven) {
    Caller caller;

    EXPECT_EQ(caller.refusal(tag_queue, {"nope", {}}),
              (Error{Errc::missing_parameter, "The request must contain the parameter Tags."}));
    EXPECT_EQ(caller.refusal(untag_queue, {"nope", {}}),
              (Error{Errc::missing_parameter, "The request must contain the parameter TagKeys."}));
}

}  // namespace
}  // namespace forebay::service::sqs
