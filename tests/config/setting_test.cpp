#include "config/setting.hpp"

#include "config/render.hpp"
#include "helpers.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <set>

namespace forebay::config {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

std::string content(const std::string& file) {
    std::ifstream stream(std::string(FOREBAY_SOURCE_DIR) + "/" + file);
    return {std::istreambuf_iterator<char>(stream), {}};
}

TEST(Setting, HasAFlagAndAVariableOfItsOwn) {
    std::set<std::string> names;
    for (const Setting& setting : all_settings()) {
        EXPECT_TRUE(names.insert(setting.flag()).second) << setting.flag();
        EXPECT_TRUE(names.insert(setting.variable()).second) << setting.variable();
    }
    EXPECT_EQ(find_setting("limits.header_size")->flag(), "--limits-header-size");
    EXPECT_EQ(find_setting("limits.header_size")->variable(), "FOREBAY_LIMITS_HEADER_SIZE");
}

TEST(Setting, ReadsItsOwnDefault) {
    const Settings defaults;
    for (const Setting& setting : all_settings()) {
        Settings settings;
        EXPECT_TRUE(setting.assign(settings, setting.show(defaults))) << setting.path;
        EXPECT_EQ(setting.show(settings), setting.show(defaults)) << setting.path;
    }
}

TEST(Setting, RefusesNonsenseWithoutEffect) {
    for (const Setting& setting : all_settings()) {
        if (setting.path == "data") {
            continue;  // any text is a directory's name
        }
        Settings settings;
        EXPECT_FALSE(setting.assign(settings, "\x01 nonsense")) << setting.path;
        const bool may_be_empty = setting.expected.ends_with("or nothing");
        EXPECT_EQ(setting.assign(settings, ""), may_be_empty) << setting.path;
        EXPECT_EQ(setting.show(settings), setting.show(Settings())) << setting.path;
    }
}

TEST(Setting, TakesBothEndsOfItsRangeAndNothingBeyond) {
    const Setting& threads = *find_setting("threads");
    const Setting& header = *find_setting("limits.header_timeout");
    const Setting& body = *find_setting("limits.body_size");
    Settings settings;
    EXPECT_TRUE(threads.assign(settings, "0"));
    EXPECT_TRUE(threads.assign(settings, "1024"));
    EXPECT_FALSE(threads.assign(settings, "1025"));
    EXPECT_TRUE(header.assign(settings, "100ms"));
    EXPECT_TRUE(header.assign(settings, "1h"));
    EXPECT_FALSE(header.assign(settings, "99ms"));
    EXPECT_FALSE(header.assign(settings, "3600001ms"));
    EXPECT_TRUE(body.assign(settings, "1KiB"));
    EXPECT_TRUE(body.assign(settings, "1GiB"));
    EXPECT_FALSE(body.assign(settings, "1023"));
    EXPECT_FALSE(body.assign(settings, "1073741825"));
}

TEST(TheSettingsFile, NamesEverySettingAtItsDefault) {
    EXPECT_EQ(content("config/forebay.toml"), as_toml())
        << "forebay settings > config/forebay.toml";

    const Configuration configuration = load_file(content("config/forebay.toml"));
    EXPECT_THAT(configuration.problems, IsEmpty());
    for (const Setting& setting : all_settings()) {
        EXPECT_EQ(shown(configuration, setting.path), setting.show(Settings())) << setting.path;
        EXPECT_THAT(origin(configuration, setting.path), HasSubstr("forebay.toml:"));
    }
}

TEST(TheReadme, HasTheTableOfSettings) {
    EXPECT_THAT(content("README.md"), HasSubstr(as_markdown())) << "forebay settings --markdown";
}

}  // namespace
}  // namespace forebay::config
