// What the store costs, by itself. Each workload prints a line a tenth of its way: messages a
// second, CPU microseconds and bytes written a message, the slowest commit, memory.
//
//     store_bench fill  DIR COUNT [RATE]   puts of 1 KiB, in commits of 30, over several queues
//     store_bench cycle DIR COUNT [RATE]   put; a state shortly after; both removed shortly after
//     store_bench drain DIR                scans of 2000 from a moving head, all removed after it
//     store_bench count DIR                counts all messages
//     store_bench open  DIR                time to open, and memory after
//
// Options: --queues N, --body BYTES, --group N, --lag N (messages between a put and its removal),
// --buffered, --kill (end without closing). RATE 0: as fast as possible. Pin it to one core:
// taskset -c 0 store_bench ...

#include <forebay/storage/keys.hpp>
#include <forebay/storage/records.hpp>
#include <forebay/storage/store.hpp>

#include <fmt/format.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace forebay::storage {
namespace {

using Seconds = std::chrono::duration<double>;
using Steady = std::chrono::steady_clock;

constexpr TimePoint start{std::chrono::milliseconds(1'700'000'000'000)};

struct Options {
    std::string workload;
    std::string directory;
    std::uint64_t count = 1'000'000;
    double rate = 0;
    std::uint64_t queues = 4;
    std::size_t body_bytes = 1024;
    std::size_t group = 30;
    std::uint64_t lag = 2000;
    Durability durability = Durability::fsync;
    bool kill = false;
};

double seconds(const timespec& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
}

double cpu_seconds(clockid_t clock) {
    timespec time = {};
    ::clock_gettime(clock, &time);
    return seconds(time);
}

double resident_mib() {
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);) {
        if (line.starts_with("VmRSS:")) {
            return std::stod(line.substr(6)) / 1024;
        }
    }
    return 0;
}

double written_bytes() {
    std::ifstream io("/proc/self/io");
    for (std::string line; std::getline(io, line);) {
        if (line.starts_with("wchar:")) {
            return std::stod(line.substr(6));
        }
    }
    return 0;
}

/// Prints a line a tenth of the way, and one for all of it.
class Progress {
public:
    Progress(const Options& options, std::uint64_t total)
        : options_(options), total_(std::max<std::uint64_t>(total, 1)) {}

    void committed(Seconds took) { slowest_ = std::max(slowest_, took); }

    void done(std::uint64_t count) {
        done_ += count;
        while (next_tenth_ <= 10 && done_ >= total_ * next_tenth_ / 10) {
            print(fmt::format("{:3}%", next_tenth_ * 10), part_);
            part_ = Mark{.messages = done_};
            slowest_ = {};  // of this tenth
            ++next_tenth_;
        }
        if (options_.rate > 0) {
            std::this_thread::sleep_until(all_.at +
                                          std::chrono::duration_cast<Steady::duration>(
                                              Seconds(static_cast<double>(done_) / options_.rate)));
        }
    }

    void finish() { print("all ", all_); }

private:
    struct Mark {
        std::uint64_t messages = 0;
        Steady::time_point at = Steady::now();
        double thread_cpu = cpu_seconds(CLOCK_THREAD_CPUTIME_ID);
        double all_cpu = cpu_seconds(CLOCK_PROCESS_CPUTIME_ID);
        double written = written_bytes();
    };

    void print(const std::string& name, const Mark& since) const {
        const auto count = static_cast<double>(std::max<std::uint64_t>(done_ - since.messages, 1));
        fmt::print(
            "{} {:7.0f}/s  cpu {:5.2f} us, with background {:5.2f}  written {:5.0f} B  slowest "
            "commit {:6.2f} ms  resident {:5.1f} MiB\n",
            name, count / Seconds(Steady::now() - since.at).count(),
            (cpu_seconds(CLOCK_THREAD_CPUTIME_ID) - since.thread_cpu) / count * 1e6,
            (cpu_seconds(CLOCK_PROCESS_CPUTIME_ID) - since.all_cpu) / count * 1e6,
            (written_bytes() - since.written) / count, slowest_.count() * 1e3, resident_mib());
        std::fflush(stdout);
    }

    const Options& options_;
    std::uint64_t total_;
    std::uint64_t done_ = 0;
    std::uint64_t next_tenth_ = 1;
    Seconds slowest_{};
    Mark all_;
    Mark part_;
};

/// The n-th message of the run: queues in turn, sequences rising in each.
struct Place {
    QueueId queue;
    Sequence sequence;
};

Place place(const Options& options, std::uint64_t number) {
    return {QueueId(1 + number % options.queues),
            Sequence(static_cast<std::uint64_t>(first_sequence_at(start)) + number)};
}

MessagePtr sample_message(const Options& options) {
    auto message = std::make_shared<Message>();
    message->id = random_uuid();
    message->sent_at = start;
    message->sender_id = "000000000000";
    // Not one byte repeated: a disk or a compressor might take advantage.
    while (message->body.size() < options.body_bytes) {
        message->body += fmt::format("{:016x}", random_bits());
    }
    message->body.resize(options.body_bytes);
    message->body_md5 = md5(message->body);
    return message;
}

void commit(Store& store, Batch& batch, const Options& options, Progress& progress) {
    const auto before = Steady::now();
    store.commit({&batch, 1}, options.durability);
    progress.committed(Steady::now() - before);
    batch.clear();
}

void put_counters(Batch& batch, const Options& options, std::uint64_t number) {
    std::string value;
    for (std::uint64_t queue = 1; queue <= options.queues; ++queue) {
        encode_counters({.last_sequence = place(options, number).sequence,
                         .head = Sequence(0),
                         .message_count = number},
                        value);
        batch.put(Space::records, keys::counters(QueueId(queue)), value);
    }
}

void fill(Store& store, const Options& options) {
    const MessagePtr message = sample_message(options);
    Progress progress(options, options.count);
    Batch batch;
    std::string head;
    for (std::uint64_t number = 0; number < options.count;) {
        const std::uint64_t end = std::min(options.count, number + options.group);
        const std::uint64_t count = end - number;
        for (; number < end; ++number) {
            const auto [queue, sequence] = place(options, number);
            encode_message_head(*message, head);
            batch.put(Space::messages, keys::message(queue, sequence), head, message->body,
                      message);
        }
        put_counters(batch, options, number);
        commit(store, batch, options, progress);
        progress.done(count);
    }
    progress.finish();
}

void cycle(Store& store, const Options& options) {
    const MessagePtr message = sample_message(options);
    Progress progress(options, options.count);
    Batch batch;
    std::string value;
    for (std::uint64_t number = 0; number < options.count;) {
        const std::uint64_t end = std::min(options.count, number + options.group);
        const std::uint64_t count = end - number;
        for (; number < end; ++number) {
            const auto sent = place(options, number);
            encode_message_head(*message, value);
            batch.put(Space::messages, keys::message(sent.queue, sent.sequence), value,
                      message->body, message);
            if (number >= options.lag / 2) {
                const auto received = place(options, number - options.lag / 2);
                encode_state({.visible_at = start,
                              .first_received_at = start,
                              .received_at = start,
                              .receive_count = 1,
                              .receive_count_here = 1},
                             value);
                batch.put(Space::records, keys::state(received.queue, received.sequence), value);
            }
            if (number >= options.lag) {
                const auto deleted = place(options, number - options.lag);
                batch.remove_once(Space::messages, keys::message(deleted.queue, deleted.sequence));
                batch.remove(Space::records, keys::state(deleted.queue, deleted.sequence));
            }
        }
        put_counters(batch, options, number);
        commit(store, batch, options, progress);
        progress.done(count);
    }
    progress.finish();
}

void drain(Store& store, const Options& options) {
    constexpr std::size_t window = 2000;
    Progress progress(options, options.count);
    Batch batch;
    std::vector<Sequence> read;
    std::vector<Sequence> heads(options.queues + 1, Sequence(0));
    for (bool found = true; found;) {
        found = false;
        for (std::uint64_t queue = 1; queue <= options.queues; ++queue) {
            read.clear();
            store.scan(Space::messages, keys::message(QueueId(queue), heads[queue]),
                       keys::message(QueueId(queue + 1), Sequence(0)),
                       [&](std::string_view key, std::string_view record) {
                           const Message message = decode_message(record);
                           if (message.body.size() != options.body_bytes) {
                               fmt::print("wrong body\n");
                           }
                           read.push_back(keys::sequence_of(key));
                           return read.size() < window;
                       });
            for (std::size_t i = 0; i < read.size(); ++i) {
                batch.remove_once(Space::messages, keys::message(QueueId(queue), read[i]));
                if (batch.size() == options.group || i + 1 == read.size()) {
                    const std::uint64_t count = batch.size();
                    commit(store, batch, options, progress);
                    progress.done(count);
                }
            }
            if (!read.empty()) {
                found = true;
                heads[queue] = next(read.back());
            }
        }
    }
    progress.finish();
}

void count(Store& store, const Options& options) {
    Progress progress(options, options.count);
    const auto counted = store.count(Space::messages, keys::message(QueueId(0), Sequence(0)),
                                     keys::message(QueueId(~0ULL), Sequence(0)), ~std::size_t{0});
    fmt::print("{} messages\n", counted.count);
    progress.done(counted.count);
    progress.finish();
}

Options parse(int argc, char** argv) {
    Options options;
    std::vector<std::string> words;
    for (int i = 1; i < argc; ++i) {
        const std::string_view word = argv[i];
        const auto number = [&] { return ++i < argc ? std::stoull(argv[i]) : 0ULL; };
        if (word == "--queues") {
            options.queues = number();
        } else if (word == "--body") {
            options.body_bytes = number();
        } else if (word == "--group") {
            options.group = number();
        } else if (word == "--lag") {
            options.lag = number();
        } else if (word == "--buffered") {
            options.durability = Durability::buffered;
        } else if (word == "--kill") {
            options.kill = true;
        } else {
            words.emplace_back(word);
        }
    }
    if (words.size() < 2) {
        fmt::print(stderr, "usage: store_bench fill|cycle|drain|count|open DIR [COUNT [RATE]]\n");
        std::exit(2);
    }
    options.workload = words[0];
    options.directory = words[1];
    if (words.size() > 2) {
        options.count = std::stoull(words[2]);
    }
    if (words.size() > 3) {
        options.rate = std::stod(words[3]);
    }
    return options;
}

int run(const Options& options) {
    const auto before = Steady::now();
    auto opened = open_rocks_store({.directory = options.directory});
    if (!opened) {
        fmt::print(stderr, "{}\n", opened.error().detail);
        return 1;
    }
    std::unique_ptr<Store> store = *std::move(opened);
    fmt::print("open {:.1f} ms, resident {:.1f} MiB\n",
               Seconds(Steady::now() - before).count() * 1e3, resident_mib());

    if (options.workload == "fill") {
        fill(*store, options);
    } else if (options.workload == "cycle") {
        cycle(*store, options);
    } else if (options.workload == "drain") {
        drain(*store, options);
    } else if (options.workload == "count") {
        count(*store, options);
    }
    if (options.kill) {
        std::fflush(stdout);
        ::_exit(0);
    }
    const auto closing = Steady::now();
    store.reset();
    fmt::print("close {:.1f} ms\n", Seconds(Steady::now() - closing).count() * 1e3);
    return 0;
}

}  // namespace
}  // namespace forebay::storage

int main(int argc, char** argv) {
    return forebay::storage::run(forebay::storage::parse(argc, argv));
}
