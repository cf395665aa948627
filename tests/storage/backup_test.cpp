// Checkpoints, and what becomes of them.

#include <forebay/storage/backup.hpp>
#include <forebay/storage/store.hpp>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/inotify.h>
#include <tests/storage/temporary_directory.hpp>
#include <unistd.h>

#include <array>
#include <atomic>
#include <filesystem>
#include <fstream>
#include <functional>
#include <memory>
#include <string>
#include <system_error>
#include <thread>
#include <vector>

namespace forebay::storage {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;

constexpr std::size_t little_memory = std::size_t{8} << 20U;

std::unique_ptr<Store> open(const fs::path& directory) {
    auto store = open_rocks_store({.directory = directory, .memory_bytes_max = little_memory});
    EXPECT_TRUE(store) << store.error().detail;
    return *std::move(store);
}

std::string refusal_to_open(const fs::path& directory) {
    const auto store = open_rocks_store({.directory = directory});
    return store ? "opened" : store.error().detail;
}

std::string key(int number) {
    return fmt::format("{:08}", number);
}

// Commits one record a batch, in two spaces.
void put(Store& store, int begin, int end, std::size_t bytes = 1000) {
    for (int number = begin; number < end; ++number) {
        Batch batch;
        batch.put(Space::messages, key(number), std::string(bytes, 'x'));
        batch.put(Space::items, key(number), "x");
        store.commit({&batch, 1}, Durability::buffered);
    }
}

std::size_t count(const Store& store, Space space = Space::messages) {
    return store.count(space, "", "z", 1'000'000).count;
}

std::vector<std::string> names_in(const fs::path& directory) {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(directory)) {
        names.push_back(entry.path().filename().string());
    }
    return names;
}

// Of the store, and not empty; nothing, if there is none.
fs::path find_file(const fs::path& directory, std::string_view extension) {
    for (const auto& entry : fs::directory_iterator(directory / "rocksdb")) {
        if (entry.path().extension() == extension && entry.file_size() > 0) {
            return entry.path();
        }
    }
    return {};
}

void flip_byte_in_the_middle(const fs::path& path) {
    std::fstream file(path, std::ios::binary | std::ios::in | std::ios::out);
    const auto at = static_cast<std::streamoff>(fs::file_size(path) / 2);
    file.seekg(at);
    const int byte = file.get();
    file.seekp(at);
    file.put(static_cast<char>(byte ^ 0x40));
}

std::string refusal_to_restore(const fs::path& from, const fs::path& to) {
    const auto restored = restore_backup(from, to);
    return restored ? "restored" : restored.error().detail;
}

// A backup of 110 records.
struct Backup {
    Backup() {
        const auto store = open(directory.path());
        put(*store, 0, 110);
        EXPECT_TRUE(store->checkpoint(path));
    }
    TemporaryDirectory directory;
    fs::path path = directory / "backup";
    fs::path target = directory / "restored";
};

// A backup that was made while somebody wrote: some of it is in a log.
struct BackupWithLog {
    BackupWithLog() {
        const auto store = open(directory.path());
        std::atomic<bool> stop = false;
        std::jthread writer([&] {
            for (int number = 0; !stop; ++number) {
                put(*store, number, number + 1);
            }
        });
        for (int attempt = 0; attempt < 100 && log.empty(); ++attempt) {
            fs::remove_all(path);
            EXPECT_TRUE(store->checkpoint(path));
            log = find_file(path, ".log");
        }
        stop = true;
    }
    TemporaryDirectory directory;
    fs::path path = directory / "backup";
    fs::path target = directory / "restored";
    fs::path log;
};

TEST(Checkpoint, HoldsAllUpToOneMomentWhileOthersWrite) {
    const TemporaryDirectory directory;
    const auto store = open(directory.path());
    put(*store, 0, 50);
    std::atomic<int> written = 50;
    std::atomic<bool> stop = false;
    std::jthread writer([&] {
        while (!stop) {
            put(*store, written, written + 1, 20'000);
            ++written;
        }
    });
    std::vector<int> before;
    for (int round = 0; round < 5; ++round) {
        before.push_back(written);
        ASSERT_TRUE(store->checkpoint(directory / fmt::format("backup{}", round)));
    }
    stop = true;
    writer.join();

    for (std::size_t round = 0; round < before.size(); ++round) {
        const auto copy = open(directory / fmt::format("backup{}", round));
        const std::size_t held = count(*copy);
        EXPECT_GE(held, static_cast<std::size_t>(before[round]));
        EXPECT_EQ(count(*copy, Space::items), held);
        EXPECT_TRUE(copy->get(Space::messages, key(static_cast<int>(held) - 1))) << "a gap";
    }
}

TEST(Checkpoint, SaysWhichLogsItNeeds) {
    const BackupWithLog backup;
    ASSERT_TRUE(fs::remove(backup.log));
    EXPECT_THAT(refusal_to_open(backup.path), HasSubstr("is missing"));
}

TEST(Checkpoint, LeavesNothingWhenItFails) {
    const TemporaryDirectory directory;
    const auto store = open(directory.path());
    fs::create_directory(directory / "below");
    fs::create_directory(directory / "below/there");

    EXPECT_EQ(store->checkpoint(directory / "below/there").error().code, Errc::invalid_state);
    EXPECT_THAT(names_in(directory / "below"), testing::ElementsAre("there"));
}

TEST(Checkpoint, RemovesWhatACrashHasLeftOfAnother) {
    const TemporaryDirectory directory;
    const auto store = open(directory.path());
    const fs::path below = directory / "below";
    fs::create_directories(below / "crashed.partial/rocksdb.tmp");
    std::ofstream(below / "crashed.partial/FOREBAY.new") << "x";
    fs::create_directories(below / "empty.partial");
    fs::create_directories(below / "somebody's.partial/thing");

    ASSERT_TRUE(store->checkpoint(below / "backup"));

    EXPECT_THAT(names_in(below), testing::UnorderedElementsAre("backup", "somebody's.partial"));
}

// The names that go from a directory during `work`, in their order.
std::vector<std::string> names_going_from(const fs::path& directory,
                                          const std::function<void()>& work) {
    const int watch = ::inotify_init1(IN_NONBLOCK);
    EXPECT_GE(::inotify_add_watch(watch, directory.c_str(), IN_DELETE), 0);
    work();
    alignas(inotify_event) std::array<char, 4096> events{};
    const ssize_t size = ::read(watch, events.data(), events.size());
    std::vector<std::string> names;
    for (ssize_t at = 0; at < size;) {
        const auto& event = *reinterpret_cast<const inotify_event*>(events.data() + at);
        if ((event.mask & IN_DELETE) != 0U) {
            names.emplace_back(event.name);
        }
        at += static_cast<ssize_t>(sizeof event + event.len);
    }
    ::close(watch);
    return names;
}

// So a crash between leaves what is known as a draft.
TEST(Checkpoint, RemovesTheMarkerOfAnotherLast) {
    const TemporaryDirectory directory;
    const auto store = open(directory.path());
    const fs::path crashed = directory / "below/crashed.partial";
    for (const char* name : {"rocksdb.tmp", "a", "z"}) {
        fs::create_directories(crashed / name);
    }
    std::ofstream(crashed / "FOREBAY.new") << "x";

    const auto names = names_going_from(
        crashed, [&] { ASSERT_TRUE(store->checkpoint(directory / "below/backup")); });

    ASSERT_EQ(names.size(), 4U);
    EXPECT_EQ(names.back(), "FOREBAY.new");
}

TEST(Restore, GivesBackWhatTheBackupHolds) {
    const Backup backup;
    const auto restored = restore_backup(backup.path, backup.target);
    ASSERT_TRUE(restored) << restored.error().detail;

    const auto store = open(backup.target);
    EXPECT_EQ(count(*store), 110U);
    put(*store, 200, 201);
    EXPECT_EQ(count(*open(backup.path)), 110U) << "the backup stays as it is";
}

TEST(Restore, CanBeDoneTwiceFromABackupThatNobodyMayWrite) {
    const Backup backup;
    fs::permissions(backup.path, fs::perms::owner_read | fs::perms::owner_exec);
    EXPECT_EQ(refusal_to_restore(backup.path, backup.target), "restored");
    EXPECT_EQ(refusal_to_restore(backup.path, backup.directory / "another"), "restored");
    fs::permissions(backup.path, fs::perms::owner_all);
    EXPECT_FALSE(fs::exists(backup.path / "FOREBAY.lock"));
    {
        const auto store = open(backup.target);
        put(*store, 200, 700, 50'000);  // flushes and compacts beside the shared tables
    }
    EXPECT_EQ(count(*open(backup.directory / "another")), 110U);
}

TEST(Restore, TakesAVolumeThatIsEmpty) {
    const Backup backup;
    fs::create_directories(backup.target / "lost+found");
    EXPECT_EQ(refusal_to_restore(backup.path, backup.target), "restored");
    EXPECT_EQ(count(*open(backup.target)), 110U);
}

TEST(RestoreRefuses, ATargetThatIsNotEmpty) {
    const Backup backup;
    fs::create_directory(backup.target);
    std::ofstream(backup.target / "notes") << "x";
    EXPECT_THAT(refusal_to_restore(backup.path, backup.target),
                AllOf(HasSubstr(backup.target), HasSubstr("is not empty: there is notes")));
    EXPECT_THAT(refusal_to_restore(backup.path, backup.directory.path()),
                HasSubstr("is not empty"));
    EXPECT_EQ(count(*open(backup.directory.path())), 110U);
}

TEST(RestoreRefuses, WhatIsNoBackup) {
    const Backup backup;
    EXPECT_THAT(refusal_to_restore(backup.directory / "nowhere", backup.target),
                HasSubstr("cannot be read"));
    fs::create_directory(backup.directory / "empty");
    EXPECT_THAT(refusal_to_restore(backup.directory / "empty", backup.target),
                HasSubstr("holds no data"));
    fs::rename(backup.path / "FOREBAY", backup.path / "FOREBAY.new");
    EXPECT_THAT(refusal_to_restore(backup.path, backup.target), HasSubstr("holds no data"));
    std::ofstream(backup.path / "FOREBAY") << "format 77\n";
    EXPECT_THAT(refusal_to_restore(backup.path, backup.target), HasSubstr("newer Forebay"));
    EXPECT_FALSE(fs::exists(backup.target));
}

TEST(RestoreRefuses, WhatABrokerIsUsing) {
    const Backup backup;
    const auto store = open(backup.path);
    EXPECT_THAT(refusal_to_restore(backup.path, backup.target), HasSubstr("is in use"));
}

TEST(RestoreRefuses, ADamagedBackupAndLeavesTheTargetEmpty) {
    const BackupWithLog backup;
    const fs::path table = find_file(backup.path, ".sst");
    ASSERT_FALSE(table.empty());
    const auto is_refused = [&] {
        EXPECT_THAT(refusal_to_restore(backup.path, backup.target), HasSubstr("damaged"));
        EXPECT_TRUE(!fs::exists(backup.target) || fs::is_empty(backup.target));
    };
    for (const fs::path& file : {table, backup.log}) {
        flip_byte_in_the_middle(file);
        is_refused();
        flip_byte_in_the_middle(file);
    }
    fs::rename(backup.path / "rocksdb/CURRENT", backup.path / "CURRENT");
    is_refused();
    fs::rename(backup.path / "CURRENT", backup.path / "rocksdb/CURRENT");
    EXPECT_EQ(refusal_to_restore(backup.path, backup.target), "restored");
}

TEST(RestoreRefuses, ABackupThatLostALog) {
    const BackupWithLog backup;
    ASSERT_TRUE(fs::remove(backup.log));
    EXPECT_THAT(refusal_to_restore(backup.path, backup.target), HasSubstr("is missing"));
}

TEST(Restore, ThatDidNotComeToItsEndIsTakenByNobodyAndCanBeDoneAgain) {
    const Backup backup;
    ASSERT_EQ(refusal_to_restore(backup.path, backup.target), "restored");
    fs::rename(backup.target / "FOREBAY", backup.target / "FOREBAY.restore");
    fs::remove(find_file(backup.target, ".sst"));

    EXPECT_THAT(refusal_to_open(backup.target), HasSubstr("not restored to its end"));
    EXPECT_THAT(refusal_to_restore(backup.target, backup.directory / "another"),
                HasSubstr("not restored to its end"));
    EXPECT_EQ(refusal_to_restore(backup.path, backup.target), "restored");
    EXPECT_EQ(count(*open(backup.target)), 110U);
}

}  // namespace
}  // namespace forebay::storage
