#include "config/load.hpp"

#include "helpers.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace forebay::config {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

Configuration load_environment(std::vector<Spelled> environment) {
    return load({.file = std::nullopt, .environment = std::move(environment), .flags = {}});
}

Configuration load_flags(std::vector<Spelled> flags) {
    return load({.file = std::nullopt, .environment = {}, .flags = std::move(flags)});
}

TEST(Load, WithoutSourcesMakesTheDefaults) {
    const Configuration configuration = load({});

    EXPECT_THAT(configuration.problems, IsEmpty());
    EXPECT_EQ(shown(configuration, "listen"), "127.0.0.1:4566");
    EXPECT_EQ(shown(configuration, "data"), "./data");
    EXPECT_EQ(shown(configuration, "durability"), "fsync");
    EXPECT_EQ(shown(configuration, "region"), "us-east-1");
    EXPECT_EQ(shown(configuration, "account"), "000000000000");
    EXPECT_EQ(shown(configuration, "recreate_interval"), "0s");
    EXPECT_EQ(origin(configuration, "listen"), "default");
}

TEST(Load, PutsAFlagBeforeAVariableBeforeTheFile) {
    const TemporaryFile file("threads = 1\nregion = 'file-1'\naccount = '111111111111'\n");
    const Configuration configuration =
        load({.file = file.path(),
              .environment = {{"FOREBAY_THREADS", "2"}, {"FOREBAY_REGION", "variable-1"}},
              .flags = {{"--threads", "3"}}});

    EXPECT_THAT(configuration.problems, IsEmpty());
    EXPECT_EQ(configuration.settings.broker.threads, 3U);
    EXPECT_EQ(configuration.settings.front.services.region, "variable-1");
    EXPECT_EQ(configuration.settings.front.services.account, "111111111111");
    EXPECT_EQ(origin(configuration, "threads"), "--threads");
    EXPECT_EQ(origin(configuration, "region"), "FOREBAY_REGION");
    EXPECT_EQ(origin(configuration, "account"), file.path().string() + ":3");
    EXPECT_EQ(origin(configuration, "data"), "default");
}

TEST(Load, ReachesTheOptionsOfEachPart) {
    const Configuration configuration = load_file(R"(
        listen = "[::1]:1"
        data = "/var/lib/forebay"
        durability = "buffered"
        trust_forwarded = true
        disk_free_min = "1GiB"
        recreate_interval = "60s"
        [memory]
        store = 16777216
        window = "32MiB"
        bodies = "128MiB"
        [limits]
        idle_timeout = "5m"
        [log]
        level = "warn"
        format = "json"
    )");

    EXPECT_THAT(configuration.problems, IsEmpty());
    const Settings& settings = configuration.settings;
    EXPECT_EQ(settings.server.addresses.front(), (server::Address{"::1", 1}));
    EXPECT_EQ(settings.store.directory, "/var/lib/forebay");
    EXPECT_EQ(settings.broker.durability, storage::Durability::buffered);
    EXPECT_TRUE(settings.front.trust_forwarded);
    EXPECT_EQ(settings.broker.disk_free_bytes_min, std::uint64_t{1} << 30U);
    EXPECT_EQ(settings.broker.recreate_interval, std::chrono::seconds(60));
    EXPECT_EQ(settings.store.memory_bytes_max, std::size_t{16} << 20U);
    EXPECT_EQ(settings.broker.window_bytes_total, std::size_t{32} << 20U);
    EXPECT_EQ(settings.server.limits.body_bytes_total_max, std::size_t{128} << 20U);
    EXPECT_EQ(settings.server.limits.idle_timeout, std::chrono::minutes(5));
    EXPECT_EQ(settings.log.level, LogLevel::warn);
    EXPECT_EQ(settings.log.format, LogFormat::json);
}

TEST(Load, NamesAWrongValueItsPlaceAndWhatWasExpected) {
    EXPECT_THAT(
        load_file("region = 'us-east-1'\nthreads = 5000\n").problems,
        ElementsAre("forebay.toml:2: threads = 5000: expected a whole number from 0 to 1024"));
    EXPECT_THAT(load_environment({{"FOREBAY_DURABILITY", "maybe"}}).problems,
                ElementsAre("FOREBAY_DURABILITY=maybe: expected fsync or buffered"));
    EXPECT_THAT(load_flags({{"--account", "42"}}).problems,
                ElementsAre("--account 42: expected 12 digits, such as 000000000000"));
}

TEST(Load, WantsTheRightTomlType) {
    EXPECT_THAT(load_file("threads = '4'").problems, ElementsAre(HasSubstr("a whole number")));
    EXPECT_THAT(load_file("account = 123456789012").problems, ElementsAre(HasSubstr("12 digits")));
    EXPECT_THAT(load_file("trust_forwarded = 'true'").problems,
                ElementsAre(HasSubstr("true or false")));
    EXPECT_THAT(load_file("[limits]\nidle_timeout = 10").problems,
                ElementsAre(HasSubstr("a time from")));
    EXPECT_THAT(load_file("listen = ['a', 'b']").problems, ElementsAre(HasSubstr("an address")));
    EXPECT_THAT(load_file("limits = 3").problems,
                ElementsAre("forebay.toml:1: unknown setting limits"));
}

TEST(Load, NamesUnknownSettingsAndWhatWasProbablyMeant) {
    EXPECT_THAT(load_file("\n[limits]\nheder_size = '1KiB'\n").problems,
                ElementsAre("forebay.toml:3: unknown setting limits.heder_size; did you mean "
                            "limits.header_size?"));
    EXPECT_THAT(load_file("[limit]\n").problems,
                ElementsAre("forebay.toml:1: unknown section limit; did you mean limits?"));
    EXPECT_THAT(load_environment({{"FOREBAY_THREDS", "1"}}).problems,
                ElementsAre("FOREBAY_THREDS: unknown setting; did you mean FOREBAY_THREADS?"));
    EXPECT_THAT(load_flags({{"--quite-something-else", ""}}).problems,
                ElementsAre("--quite-something-else: unknown flag"));
}

TEST(Load, ReportsAllMistakesOfAllSourcesAtOnce) {
    const TemporaryFile file("threads = -1\ncolour = 'red'\n[log]\nlevel = 'loud'\n");
    const Configuration configuration = load({.file = file.path(),
                                              .environment = {{"FOREBAY_LISTEN", "here"}},
                                              .flags = {{"--data", ""}, {"--nonsense", ""}}});

    EXPECT_THAT(
        configuration.problems,
        testing::UnorderedElementsAre(
            HasSubstr(":1: threads = -1: expected"), HasSubstr(":2: unknown setting colour"),
            HasSubstr(":4: log.level = 'loud': expected trace, debug, info, warn or error"),
            HasSubstr("FOREBAY_LISTEN=here: expected an address"),
            HasSubstr("--data : expected a directory"), HasSubstr("--nonsense: unknown flag")));
}

TEST(Load, SaysWhereAFileIsNotToml) {
    EXPECT_THAT(load_file("threads = 1\nregion = \n").problems,
                ElementsAre(testing::StartsWith("forebay.toml:2: ")));
    EXPECT_THAT(load_file("threads = 1\nthreads = 2\n").problems,
                ElementsAre(testing::StartsWith("forebay.toml:2: ")));
}

TEST(Load, SaysThatAFileCannotBeRead) {
    const Configuration configuration =
        load({.file = "/nonexistent/forebay.toml", .environment = {}, .flags = {}});

    EXPECT_THAT(
        configuration.problems,
        ElementsAre("/nonexistent/forebay.toml: cannot be read: No such file or directory"));
}

TEST(Load, RefusesAFileThatIsADirectory) {
    const Configuration configuration = load({.file = "/", .environment = {}, .flags = {}});

    EXPECT_THAT(configuration.problems, ElementsAre(HasSubstr("cannot be read")));
}

TEST(Load, RefusesBodiesForWhichThereIsNoMemory) {
    EXPECT_THAT(load_flags({{"--memory-bodies", "4MiB"}, {"--limits-body-size", "8MiB"}}).problems,
                ElementsAre("limits.body_size = 8MiB is more than memory.bodies = 4MiB: expected "
                            "room for one body"));
    EXPECT_THAT(load_flags({{"--memory-bodies", "8MiB"}, {"--limits-body-size", "8MiB"}}).problems,
                IsEmpty());
}

TEST(Load, PassesOverTheServiceLinksOfKubernetes) {
    EXPECT_THAT(load_environment({{"FOREBAY_SERVICE_HOST", "10.0.0.1"},
                                  {"FOREBAY_SERVICE_PORT", "4566"},
                                  {"FOREBAY_SERVICE_PORT_HTTP", "4566"},
                                  {"FOREBAY_PORT", "tcp://10.0.0.1:4566"},
                                  {"FOREBAY_PORT_4566_TCP", "tcp://10.0.0.1:4566"},
                                  {"FOREBAY_PORT_4566_TCP_ADDR", "10.0.0.1"},
                                  {"FOREBAY_METRICS_SERVICE_HOST", "10.0.0.2"},
                                  {"FOREBAY_METRICS_PORT_80_TCP_PROTO", "tcp"}})
                    .problems,
                IsEmpty());
    EXPECT_THAT(load_environment({{"FOREBAY_PORT", "9000"}}).problems,
                ElementsAre("FOREBAY_PORT: unknown setting"));
}

}  // namespace
}  // namespace forebay::config
