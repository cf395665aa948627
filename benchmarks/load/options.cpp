#include "load/options.hpp"

#include "load/ledger.hpp"
#include "load/message_body.hpp"
#include "load/sqs_reply.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <array>
#include <charconv>
#include <functional>
#include <map>

namespace forebay::load {
namespace {

struct ModeText {
    Mode mode;
    const char* name;
    const char* text;
};

constexpr std::array modes{
    ModeText{Mode::send, "send", "send messages"},
    ModeText{Mode::receive, "receive",
             "receive messages that were sent before, without deleting them"},
    ModeText{Mode::delete_, "delete", "delete messages that were sent and received before"},
    ModeText{Mode::cycle, "cycle", "send, receive and delete, again and again"},
    ModeText{Mode::drain, "drain", "fill the queue, then receive and delete all of it"},
    ModeText{Mode::publish, "publish",
             "publish to a topic of SNS (Query protocol, unsigned), and take any reply with status "
             "200: what its subscribers get is not looked at"},
    ModeText{Mode::put, "put",
             "put items into a table of DynamoDB, and take any reply with status 200"},
    ModeText{Mode::get, "get", "get items that were put there, in no order"},
    ModeText{Mode::query, "query", "query partitions of 10 items each that were put there"},
    ModeText{Mode::echo, "echo",
             "post SendMessage requests and take any reply with status 200: measures HTTP alone"},
    ModeText{Mode::verify, "verify",
             "empty the queues of an earlier run with --journal, and check that all came out"},
};

void add_duration(CLI::App& app, const std::string& name, const std::string& text,
                  const std::function<void(Duration)>& take) {
    app.add_option_function<std::string>(
           name,
           [name, take](const std::string& value) {
               const std::optional<Duration> duration = parse_duration(value);
               if (!duration) {
                   throw CLI::ValidationError(
                       name, fmt::format("{} is not a duration such as 500ms, 10s or 2m", value));
               }
               take(*duration);
           },
           text)
        ->type_name("DURATION");
}

void add_endpoint(CLI::App& app, Options& o) {
    app.add_option("-e,--endpoint", o.endpoint, "Where to send requests: http://host[:port][/path]")
        ->type_name("URL")
        ->capture_default_str();
    auto* access = app.add_option("--access-key", o.credentials.access_key,
                                  "Sign requests (SigV4) with this key; default: a dummy signature")
                       ->type_name("ID");
    app.add_option("--secret-key", o.credentials.secret_key, "The secret of --access-key")
        ->type_name("KEY")
        ->needs(access);
    app.add_option("--region", o.credentials.region, "Region in the credential scope")
        ->type_name("NAME")
        ->capture_default_str();
}

void add_connections(CLI::App& app, Options& o) {
    app.add_option("-c,--connections", o.connections,
                   "Connections on all threads, each with one request under way; 1 to 100000")
        ->check(CLI::Range(1, 100'000))
        ->capture_default_str();
}

void add_load(CLI::App& app, Options& o) {
    add_connections(app, o);
    app.add_option("-t,--threads", o.threads, "Threads, each with its share of them; 1 to 256")
        ->check(CLI::Range(1, 256))
        ->capture_default_str();
    app.add_option("-b,--batch", o.batch,
                   "Messages per request, 1 to 10; above 1 with the batch actions")
        ->check(CLI::Range(1, 10))
        ->capture_default_str();
    app.add_option("--wait", o.wait_s, "Long polling: WaitTimeSeconds of a receive; 0 to 20")
        ->check(CLI::Range(0, 20))
        ->type_name("SECONDS")
        ->capture_default_str();
    app.add_option("--visibility", o.visibility_s,
                   "VisibilityTimeout of a receive, 0 to 43200; default: the queue's (30)")
        ->check(CLI::Range(0, 43'200))
        ->type_name("SECONDS");
}

void add_body(CLI::App& app, Options& o) {
    app.add_option("-s,--body", o.body_bytes,
                   fmt::format("Size of a message body; {} to {}", MessageBodies::bytes_min,
                               MessageBodies::bytes_max))
        ->check(CLI::Range(MessageBodies::bytes_min, MessageBodies::bytes_max))
        ->type_name("BYTES")
        ->capture_default_str();
}

void add_messages(CLI::App& app, Options& o) {
    add_body(app, o);
    app.add_option(
           "--tenants", o.tenants,
           "standard queues with that many message groups, of which the first sends nine of "
           "ten messages; 0: no groups")
        ->check(CLI::Range(std::uint64_t{0}, std::uint64_t{1'000'000'000}))
        ->capture_default_str();
    app.add_option("-g,--groups", o.groups,
                   "FIFO queues with that many message groups; 0: standard queues")
        ->check(CLI::Range(std::uint64_t{0}, std::uint64_t{1'000'000'000}))
        ->capture_default_str();
    app.add_option("--queues", o.queues, "Spread the load on that many queues; 1 to 10000")
        ->check(CLI::Range(1, 10'000))
        ->capture_default_str();
    app.add_option("-r,--rate", o.rate,
                   "Requests (cycle: cycles, drain: receives with their deletes) begun a second "
                   "on all connections, evenly and whatever the replies do; latency then counts "
                   "from the moment a request was due. 0: as fast as replies come")
        ->check(CLI::Range(0.0, 1e9))
        ->type_name("PER-SECOND")
        ->capture_default_str();
}

void add_topic(CLI::App& app, Options& o) {
    app.add_option("--topic", o.topic, "Publish to this topic")->type_name("ARN")->required();
    app.add_option("--attribute", o.attribute,
                   "A message attribute of type String, letters, digits, - and _ alone")
        ->type_name("NAME=TEXT")
        ->check([](const std::string& value) {
            const bool is_plain =
                value.find_first_not_of(
                    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_=") ==
                std::string::npos;
            return is_plain && std::ranges::count(value, '=') == 1 ? std::string()
                                                                   : "not of the form name=text";
        });
}

void add_table(CLI::App& app, Options& o, Mode mode) {
    app.add_option(
           "--table", o.table,
           "The table, whose keys are pk (S, HASH) and sk (N, RANGE); item n is that with pk "
           "n / 10 and sk n % 10")
        ->type_name("NAME")
        ->required();
    if (mode != Mode::put) {
        app.add_option("--items", o.items, "How many items were put there")
            ->check(CLI::Range(std::uint64_t{1}, std::uint64_t{1'000'000'000'000}))
            ->required();
    }
}

void add_bounds(CLI::App& app, Options& o) {
    add_duration(app, "-d,--duration", "How long to measure (default 10s; see --messages)",
                 [&o](Duration duration) { o.duration = duration; });
    app.add_option("-n,--messages", o.messages,
                   "Measure that many messages instead, or until --duration ends, if given too; "
                   "receive, delete, drain: what is filled in before, too")
        ->check(CLI::Range(std::uint64_t{1}, Ledger::numbers_max / 2));
    add_duration(app, "--warmup", "Leave this long at the start out of the figures",
                 [&o](Duration duration) { o.warmup = duration; });
    app.add_option("--prefill", o.prefill,
                   "Messages that are sent before the measurement begins "
                   "(default: receive, delete, drain 100000 or --messages; else 0)")
        ->check(CLI::Range(std::uint64_t{0}, Ledger::numbers_max / 2));
    app.add_option("-q,--queue", o.queue,
                   "Name of the queue; of several the first part of their names. An existing one "
                   "is used and kept (default: a new name)")
        ->type_name("NAME");
    app.add_flag("--keep", o.keep, "Do not delete the queues that were created");
    app.add_option("--journal", o.journal,
                   "Write what was acknowledged to a file, for `forebay-bench verify`; implies "
                   "--keep, and no check unless there is --check")
        ->type_name("FILE");
}

void add_check(CLI::App& app, Options& o) {
    app.add_flag_callback(
        "--check", [&o] { o.check = true; },
        "At the end, empty the queues and check that all acknowledged messages came (default: "
        "receive, cycle, drain)");
    app.add_flag_callback(
        "--no-check", [&o] { o.check = false; }, "Leave the check out");
}

void add_verdict(CLI::App& app, Options& o) {
    app.add_flag("--strict", o.strict,
                 "Fail also when messages came twice, or after their delete was acknowledged");
    add_duration(app, "--settle",
                 "How long to poll for missing messages, without any coming, before they count "
                 "as lost (default: the visibility timeout and 5s)",
                 [&o](Duration duration) { o.settle = duration; });
}

void add_json(CLI::App& app, Options& o) {
    app.add_option("--json", o.json, "Write the figures as JSON, `-`: to standard output")
        ->type_name("FILE");
}

void add_run(CLI::App& app, Options& o) {
    add_duration(app, "--timeout", "How long to wait for a reply (default 30s)",
                 [&o](Duration duration) { o.timeout = duration; });
    app.add_flag("--tolerate-reconnects", o.tolerate_reconnects,
                 "When connections are lost, reconnect and go on; what was not acknowledged is "
                 "unknown, not lost");
    add_duration(app, "--reconnect-timeout",
                 "With it: how long the server may be gone (default 60s)",
                 [&o](Duration duration) { o.reconnect_timeout = duration; });
    app.add_option("--max-errors", o.errors_max, "End the run after that many errors; 0: never")
        ->capture_default_str();
    add_json(app, o);
    app.add_flag("--progress", o.progress,
                 "A line each second on standard error (default: when that is a terminal)");
}

void add_comparison(CLI::App& app, Options& o, CompareOptions& compare) {
    app.preparse_callback([&o](std::size_t) {
        o.duration = std::chrono::seconds{5};
        o.warmup = std::chrono::seconds{1};
    });
    app.callback([&o, &compare] { o.compare = compare; });
    add_connections(app, o);
    add_body(app, o);
    add_duration(app, "-d,--duration", "How long each measurement takes (default 5s)",
                 [&o](Duration duration) { o.duration = duration; });
    add_duration(app, "--warmup", "Leave this long at its start out of the figures (default 1s)",
                 [&o](Duration duration) { o.warmup = duration; });
    app.add_option("--repeat", compare.repeats,
                   "Measure so often, one daemon after the other, and take the median; 1 to 100")
        ->check(CLI::Range(1, 100))
        ->capture_default_str();
    app.add_option("--forebay", compare.forebay,
                   "The program (default: the one beside forebay-bench)")
        ->type_name("FILE");
    app.add_option("--fauxqs", compare.fauxqs,
                   "The directory in whose node_modules it is (default: npm installs it)")
        ->type_name("DIR");
    app.add_option("--redis", compare.redis, "The program redis-server")
        ->type_name("FILE")
        ->capture_default_str();
    app.add_option("--data", compare.data,
                   "Where the daemons' data directories are made, and removed")
        ->type_name("DIR")
        ->check(CLI::ExistingDirectory)
        ->capture_default_str();
    app.add_option("--svg", compare.svg, "Write a chart")->type_name("FILE");
    add_json(app, o);
}

std::string complaint(const Options& o) {
    const bool fifo_name = o.queue.ends_with(".fifo");
    if (!o.credentials.access_key.empty() && o.credentials.secret_key.empty()) {
        return "--access-key needs --secret-key";
    }
    if (o.threads > o.connections) {
        return "--threads is more than --connections";
    }
    const std::size_t batch = o.compare ? batch_max : o.batch;
    if (batch * o.body_bytes > MessageBodies::bytes_max) {
        return fmt::format(
            "{} times --body is more than {} bytes, the most a request may "
            "carry",
            o.compare ? "a batch of 10" : "--batch", MessageBodies::bytes_max);
    }
    if (o.duration && o.warmup >= *o.duration) {
        return "--warmup, which is part of --duration, leaves nothing of it";
    }
    if (o.groups == 0 && fifo_name) {
        return "--queue ends in .fifo: say how many message --groups";
    }
    if (form_of(o.mode) != Form::message && (o.groups > 0 || o.tenants > 0)) {
        return "only messages of queues have message groups";
    }
    if ((o.mode == Mode::get || o.mode == Mode::query) && o.batch > 1) {
        return "items are read one request at a time";
    }
    if (o.groups > 0 && o.tenants > 0) {
        return "--groups is for FIFO queues, --tenants for standard ones";
    }
    if (o.groups > 0 && o.mode == Mode::delete_) {
        return "delete does not work with --groups: what is in flight blocks its group; use drain";
    }
    return {};
}

}  // namespace

std::string name_of(Mode mode) {
    for (const ModeText& text : modes) {
        if (text.mode == mode) {
            return text.name;
        }
    }
    return {};
}

std::optional<Options> parse_options(int argc, char** argv, int& exit_code) {
    Options options;
    CLI::App app{
        "Load generator for SQS endpoints (AWS JSON 1.0): throughput, latency, and whether "
        "anything was lost.\nExit code: 0 good; 1 something was lost or altered, or requests "
        "failed; 2 could not run.",
        "forebay-bench"};
    app.require_subcommand(1);
    app.footer("forebay-bench MODE --help shows the flags of a mode.");

    for (const ModeText& mode : modes) {
        CLI::App* sub = app.add_subcommand(mode.name, mode.text);
        sub->callback([&options, &mode] { options.mode = mode.mode; });
        add_endpoint(*sub, options);
        add_load(*sub, options);
        if (mode.mode == Mode::verify) {
            sub->add_option("--journal", options.journal, "The file that the earlier run wrote")
                ->type_name("FILE")
                ->required()
                ->check(CLI::ExistingFile);
            sub->add_flag("--keep", options.keep, "Do not delete the queues");
        } else {
            add_messages(*sub, options);
            add_bounds(*sub, options);
            if (mode.mode == Mode::publish) {
                add_topic(*sub, options);
            } else if (form_of(mode.mode) != Form::message) {
                add_table(*sub, options, mode.mode);
            } else if (mode.mode != Mode::echo) {
                add_check(*sub, options);
            }
        }
        add_verdict(*sub, options);
        add_run(*sub, options);
    }

    CompareOptions compare;
    add_comparison(
        *app.add_subcommand("compare",
                            "start Forebay, fauxqs and Redis, and measure them beside each other"),
        options, compare);

    try {
        app.parse(argc, argv);
        if (const std::string text = complaint(options); !text.empty()) {
            throw CLI::ValidationError(text);
        }
    } catch (const CLI::ParseError& error) {
        exit_code = app.exit(error) == 0 ? 0 : 2;
        return std::nullopt;
    }
    return options;
}

std::optional<Duration> parse_duration(const std::string& text) {
    static const std::map<std::string, double> units{
        {"us", 1e3}, {"ms", 1e6}, {"s", 1e9}, {"m", 60e9}, {"h", 3600e9}};
    double value = 0;
    const char* const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, value);
    const auto unit = units.find(std::string{stop, end});
    if (error != std::errc{} || unit == units.end() || !(value >= 0) || value > 1e6) {
        return std::nullopt;
    }
    return Duration{static_cast<Duration::rep>(value * unit->second)};
}

}  // namespace forebay::load
