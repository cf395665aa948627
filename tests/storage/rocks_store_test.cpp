// What only a store on disk promises: it is all there again, or it says what is wrong.

#include <forebay/storage/keys.hpp>
#include <forebay/storage/store.hpp>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <tests/storage/temporary_directory.hpp>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <system_error>
#include <thread>
#include <vector>

namespace forebay::storage {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;
using testing::Optional;

Result<std::unique_ptr<Store>> open(const fs::path& directory) {
    return open_rocks_store({.directory = directory});
}

Result<std::unique_ptr<Store>> open_with_little_memory(const fs::path& directory) {
    return open_rocks_store({.directory = directory, .memory_bytes_max = std::size_t{8} << 20U});
}

std::string refusal(const fs::path& directory) {
    const auto opened = open(directory);
    return opened ? "opened" : opened.error().detail;
}

std::string key(int number) {
    return fmt::format("{:08}", number);
}

// Commits one record a batch, so one record of the log each.
void put(Store& store, int begin, int end, std::size_t bytes = 1000) {
    for (int number = begin; number < end; ++number) {
        Batch batch;
        batch.put(Space::messages, key(number), std::string(bytes, 'x'));
        store.commit({&batch, 1}, Durability::buffered);
    }
}

std::size_t count(const Store& store) {
    return store.count(Space::messages, "", "z", 1'000'000).count;
}

void write(const fs::path& path, std::string_view text) {
    std::ofstream(path, std::ios::binary) << text;
}

std::string read(const fs::path& path) {
    std::ifstream stream(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

// The files of the store whose name starts and ends so, largest last.
std::vector<fs::path> files(const fs::path& directory, std::string_view prefix,
                            std::string_view suffix) {
    std::vector<fs::path> found;
    for (const auto& entry : fs::directory_iterator(directory / "rocksdb")) {
        const std::string name = entry.path().filename().string();
        if (name.starts_with(prefix) && name.ends_with(suffix)) {
            found.push_back(entry.path());
        }
    }
    std::ranges::sort(found, {}, [](const fs::path& path) { return fs::file_size(path); });
    return found;
}

void flip_byte(const fs::path& path, std::size_t at) {
    std::string bytes = read(path);
    bytes.at(at) = static_cast<char>(bytes.at(at) ^ 0x40);
    write(path, bytes);
}

// The files below a directory and their sizes; nullopt when one goes while they are looked at.
std::optional<std::map<fs::path, std::uintmax_t>> sizes(const fs::path& directory) {
    std::map<fs::path, std::uintmax_t> found;
    std::error_code error;
    for (fs::recursive_directory_iterator it(directory, error), end; !error && it != end;
         it.increment(error)) {
        if (it->is_regular_file(error)) {
            found[it->path()] = it->file_size(error);
        }
    }
    return error ? std::nullopt : std::optional(found);
}

// A directory as a killed process leaves it: copied while the store is open, again and again until
// nothing was flushed meanwhile.
void copy_as_killed(const fs::path& from, const fs::path& to) {
    std::error_code error;
    std::optional<std::map<fs::path, std::uintmax_t>> before;
    do {
        fs::remove_all(to);
        before = sizes(from);
        fs::copy(from, to, fs::copy_options::recursive, error);
    } while (error || !before.has_value() || sizes(from) != before);
}

TEST(RocksStore, HoldsWhatItHeldWhenItIsOpenedAgain) {
    const TemporaryDirectory directory;
    put(**open(directory.path()), 0, 100);
    {
        const auto store = *open(directory.path());
        EXPECT_EQ(count(*store), 100U);
        Batch batch;
        batch.remove_once(Space::messages, key(7));
        batch.remove_range(Space::messages, key(90), key(100));
        store->commit({&batch, 1}, Durability::buffered);
    }
    EXPECT_EQ(count(**open(directory.path())), 89U);
}

TEST(RocksStore, HoldsWhatWasCommittedWhenTheProcessIsKilled) {
    const TemporaryDirectory directory;
    const auto store = *open(directory.path());
    put(*store, 0, 100);
    copy_as_killed(directory.path(), directory / "copy");

    EXPECT_EQ(count(**open(directory / "copy")), 100U);
}

TEST(RocksStore, HoldsWhatWentThroughItsFilesWhenTheProcessIsKilled) {
    const TemporaryDirectory directory;
    const auto store = *open_with_little_memory(directory.path());
    put(*store, 0, 200, 100'000);  // several write buffers
    Batch batch;
    for (int number = 0; number < 150; ++number) {
        batch.remove_once(Space::messages, key(number));
    }
    store->commit({&batch, 1}, Durability::fsync);
    copy_as_killed(directory.path(), directory / "copy");

    const auto copy = *open(directory / "copy");
    EXPECT_EQ(count(*copy), 50U);
    EXPECT_THAT(copy->get(Space::messages, key(150)), Optional(std::string(100'000, 'x')));
    EXPECT_THAT(copy->get(Space::messages, key(199)), Optional(std::string(100'000, 'x')));
}

TEST(RocksStore, MakesADirectoryThatIsMissing) {
    const TemporaryDirectory directory;
    ASSERT_TRUE(open(directory / "a/b/c"));
    EXPECT_THAT(read(directory / "a/b/c/FOREBAY"), HasSubstr("\nformat 3\n"));
}

TEST(RocksStore, TakesADirectoryThatIsEmptyExceptForWhatAVolumeHas) {
    const TemporaryDirectory directory;
    fs::create_directories(directory.path() / "lost+found");
    EXPECT_TRUE(open(directory.path()));
}

TEST(RocksStore, MakesAnewWhatWasNotFinishedWhenItWasMade) {
    const TemporaryDirectory directory;
    put(**open(directory.path()), 0, 1);
    fs::rename(directory.path() / "FOREBAY", directory.path() / "FOREBAY.new");
    fs::remove(directory.path() / "rocksdb/CURRENT");

    EXPECT_EQ(count(**open(directory.path())), 0U);
    EXPECT_EQ(count(**open(directory.path())), 0U);
}

TEST(RocksStoreRefuses, ADirectoryOfSomethingElse) {
    const TemporaryDirectory directory;
    fs::create_directories(directory.path());
    write(directory.path() / "LOCK", "");

    EXPECT_THAT(refusal(directory.path()),
                AllOf(HasSubstr(directory.path()), HasSubstr("is not a Forebay data directory"),
                      HasSubstr("LOCK")));
    EXPECT_EQ(std::distance(fs::directory_iterator(directory.path()), {}), 1);
}

TEST(RocksStoreRefuses, AStoreWhoseMarkerIsGone) {
    const TemporaryDirectory directory;
    put(**open(directory.path()), 0, 10);
    const std::string marker = read(directory.path() / "FOREBAY");
    fs::remove(directory.path() / "FOREBAY");

    EXPECT_THAT(refusal(directory.path()), HasSubstr("there is no FOREBAY in it"));
    write(directory.path() / "FOREBAY", marker);
    EXPECT_EQ(count(**open(directory.path())), 10U);
}

TEST(RocksStoreRefuses, AFile) {
    const TemporaryDirectory directory;
    write(directory.path(), "");
    EXPECT_THAT(refusal(directory.path()), HasSubstr("is not a directory"));
}

TEST(RocksStoreRefuses, APlaceThatCannotBeMade) {
    EXPECT_THAT(refusal("/proc/forebay"), AllOf(HasSubstr("/proc/forebay"), HasSubstr("made")));
}

TEST(RocksStoreRefuses, ANewerFormat) {
    const TemporaryDirectory directory;
    (void)open(directory.path());
    write(directory.path() / "FOREBAY", "something new\nformat 4\n");
    EXPECT_THAT(refusal(directory.path()), HasSubstr("newer Forebay (format 4; this one reads"));
}

TEST(RocksStoreRefuses, ANewerFormatInTheStore) {
    const TemporaryDirectory directory;
    {
        const auto store = *open(directory.path());
        Batch batch;
        batch.put(Space::records, keys::meta("format"), "4");
        store->commit({&batch, 1}, Durability::fsync);
    }
    EXPECT_THAT(refusal(directory.path()), HasSubstr("newer Forebay (format 4; this one reads"));
}

TEST(RocksStoreRefuses, AMarkerWithoutAFormat) {
    const TemporaryDirectory directory;
    (void)open(directory.path());
    write(directory.path() / "FOREBAY", "");
    EXPECT_THAT(refusal(directory.path()), HasSubstr("FOREBAY: is damaged"));
}

TEST(RocksStoreRefuses, ADirectoryThatIsInUse) {
    const TemporaryDirectory directory;
    const auto store = open(directory.path());
    ASSERT_TRUE(store);
    EXPECT_THAT(refusal(directory.path()), AllOf(HasSubstr("is in use by another forebay process"),
                                                 HasSubstr(fmt::format("(pid {})", ::getpid()))));
}

TEST(RocksStoreRefuses, AStoreThatLostAFileAndDoesNotMakeItAnew) {
    for (const char* name : {"CURRENT", "MANIFEST-", ""}) {
        const TemporaryDirectory directory;
        put(**open(directory.path()), 0, 10);
        const fs::path lost =
            *name == '\0' ? directory.path() / "rocksdb" : files(directory.path(), name, "").at(0);
        fs::rename(lost, directory / "lost");

        EXPECT_THAT(refusal(directory.path()),
                    AllOf(HasSubstr("damaged"), HasSubstr(directory.path())))
            << name;
        EXPECT_THAT(refusal(directory.path()), HasSubstr("damaged")) << name;
        if (*name == '\0') {
            fs::remove_all(lost);
        }
        fs::rename(directory / "lost", lost);
        EXPECT_EQ(count(**open(directory.path())), 10U) << name;
    }
}

TEST(RocksStoreRefuses, ADamagedManifest) {
    const TemporaryDirectory directory;
    put(**open(directory.path()), 0, 10);
    flip_byte(files(directory.path(), "MANIFEST-", "").back(), 20);
    EXPECT_THAT(refusal(directory.path()), AllOf(HasSubstr("damaged"), HasSubstr("MANIFEST")));
}

// A store with tables, log and all, and where it is.
struct Filled {
    Filled() {
        const auto store = *open_with_little_memory(directory.path());
        put(*store, 0, 200, 100'000);
    }
    TemporaryDirectory directory;
};

TEST(RocksStoreRefuses, AStoreThatLostATable) {
    const Filled filled;
    const fs::path lost = files(filled.directory.path(), "", ".sst").back();
    fs::remove(lost);
    EXPECT_THAT(refusal(filled.directory.path()),
                AllOf(HasSubstr("damaged"), HasSubstr(lost.stem())));
}

TEST(RocksStoreRefuses, ATableThatIsCutShort) {
    const Filled filled;
    const fs::path cut = files(filled.directory.path(), "", ".sst").back();
    fs::resize_file(cut, fs::file_size(cut) - 1);
    EXPECT_THAT(refusal(filled.directory.path()),
                AllOf(HasSubstr("damaged"), HasSubstr(cut.filename())));
}

TEST(RocksStoreDeathTest, StopsAtATableWhoseDataIsDamaged) {
    const Filled filled;
    const fs::path table = files(filled.directory.path(), "", ".sst").back();
    flip_byte(table, fs::file_size(table) / 2);
    EXPECT_DEATH(
        {
            const auto store = open(filled.directory.path());
            if (store) {
                store.value()->scan(Space::messages, "", "z", [](auto, auto) { return true; });
            }
        },
        "Corruption: block checksum mismatch.*\\.sst");
}

TEST(RocksStore, ForgetsALastRecordThatIsTornAndNothingElse) {
    const TemporaryDirectory directory;
    put(**open(directory.path()), 0, 100);
    const fs::path log = files(directory.path(), "", ".log").back();
    fs::resize_file(log, fs::file_size(log) - 500);

    EXPECT_EQ(count(**open(directory.path())), 99U);
}

TEST(RocksStoreRefuses, ALogThatIsDamagedInTheMiddle) {
    const TemporaryDirectory directory;
    put(**open(directory.path()), 0, 100);
    const fs::path log = files(directory.path(), "", ".log").back();
    flip_byte(log, fs::file_size(log) / 2);

    EXPECT_THAT(refusal(directory.path()),
                AllOf(HasSubstr("damaged"), HasSubstr(log.filename()), HasSubstr("checksum")));
}

// The logs of the store, the oldest first.
std::vector<fs::path> logs(const fs::path& directory) {
    auto found = files(directory, "", ".log");
    std::ranges::sort(found);
    return found;
}

TEST(RocksStoreRefuses, AStoreThatLostTheLogItWrote) {
    const TemporaryDirectory directory;
    put(**open(directory.path()), 0, 10);
    const fs::path lost = logs(directory.path()).back();
    fs::rename(lost, directory / "lost");

    for (int i = 0; i < 2; ++i) {
        EXPECT_THAT(refusal(directory.path()),
                    AllOf(HasSubstr("damaged"), HasSubstr(lost.string()), HasSubstr("is missing")));
    }
    fs::rename(directory / "lost", lost);
    EXPECT_EQ(count(**open(directory.path())), 10U);
}

TEST(RocksStoreRefuses, AStoreThatLostALogItHadReadAtItsStart) {
    const TemporaryDirectory directory;
    put(**open(directory.path()), 0, 10);
    const fs::path lost = logs(directory.path()).back();
    put(**open(directory.path()), 10, 20);
    ASSERT_TRUE(fs::remove(lost)) << "it is needed until it is flushed";

    EXPECT_THAT(refusal(directory.path()),
                AllOf(HasSubstr("damaged"), HasSubstr(lost.string()), HasSubstr("is missing")));
}

TEST(RocksStoreRefuses, AListOfLogsThatIsDamaged) {
    const TemporaryDirectory directory;
    put(**open(directory.path()), 0, 1);
    for (const char* text : {"", "x\n", "4\n-\n"}) {
        write(directory.path() / "FOREBAY.logs", text);
        EXPECT_THAT(refusal(directory.path()), HasSubstr("FOREBAY.logs: is damaged")) << text;
    }
    fs::remove(directory.path() / "FOREBAY.logs");
    EXPECT_EQ(count(**open(directory.path())), 1U) << "an older Forebay wrote none";
}

TEST(RocksStore, DoesNotMissLogsThatWereFlushedWheneverItIsKilled) {
    const TemporaryDirectory directory;
    for (int round = 0; round < 4; ++round) {
        const auto store = *open_with_little_memory(directory.path());
        const int begin = round * 100;
        if (round % 2 == 1) {  // flushes what was read from logs, before anything is written
            ASSERT_TRUE(store->checkpoint(directory / fmt::format("checkpoint{}", round)));
        }
        for (int number = begin; number < begin + 100; number += 10) {
            const fs::path copy = directory / fmt::format("copy{}", number);
            copy_as_killed(directory.path(), copy);
            const auto opened = open(copy);
            ASSERT_TRUE(opened) << opened.error().detail;
            ASSERT_EQ(count(**opened), static_cast<std::size_t>(number));
            put(*store, number, number + 10, 50'000);
        }
    }
}

std::size_t scan_in_memory(const Store& store, bool& is_complete) {
    std::size_t visited = 0;
    is_complete =
        store.scan({.space = Space::messages, .begin = "", .end = "z", .is_patient = false},
                   [&visited](std::string_view, std::string_view) { return ++visited != 0; });
    return visited;
}

// A flush that has begun with the store may take the memory away again at once.
bool is_found_after(const std::function<void()>& read, const Store& store,
                    const std::string& name) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    while (std::chrono::steady_clock::now() < deadline) {
        read();
        if (store.look_up(Space::messages, name).state == Store::Lookup::State::found) {
            return true;
        }
        std::this_thread::yield();  // to the flush
    }
    return false;
}

TEST(RocksStore, DoesNotWaitForTheDiskWhenItIsNotTo) {
    using State = Store::Lookup::State;
    const TemporaryDirectory directory;
    {
        const auto store = *open_with_little_memory(directory.path());
        put(*store, 0, 10'000);  // more than the log holds, in too few tables to be compacted
    }
    const auto store = *open_with_little_memory(directory.path());
    bool is_complete = false;

    EXPECT_EQ(store->look_up(Space::messages, key(7)).state, State::unknown);
    EXPECT_LT(scan_in_memory(*store, is_complete), 10'000U);
    EXPECT_FALSE(is_complete);

    EXPECT_TRUE(is_found_after([&] { (void)store->get(Space::messages, key(7)); }, *store, key(7)));
    EXPECT_EQ(store->look_up(Space::messages, key(7)).value, std::string(1000, 'x'));
    EXPECT_EQ(store->look_up(Space::messages, key(5'000)).state, State::unknown);
}

TEST(RocksStore, DoesNotWaitForTheDiskToOpenATable) {
    using State = Store::Lookup::State;
    const TemporaryDirectory directory;
    const RocksOptions few_open_files{.directory = directory.path(),
                                      .memory_bytes_max = std::size_t{8} << 20U,
                                      .open_files_max = 20};  // of which two are opened at a start
    {
        const auto store = *open_rocks_store(few_open_files);
        put(*store, 0, 15'000);
    }
    const auto store = *open_rocks_store(few_open_files);
    std::size_t unknown = 0;
    for (int i = 0; i < 15'000; ++i) {
        const auto found = store->look_up(Space::messages, key(i));
        ASSERT_NE(found.state, State::missing) << i;
        ASSERT_TRUE(found.state == State::unknown || found.value == std::string(1000, 'x')) << i;
        unknown += found.state == State::unknown ? 1U : 0U;
    }
    EXPECT_GT(unknown, 0U);

    bool is_complete = true;
    EXPECT_LT(scan_in_memory(*store, is_complete), 15'000U);
    EXPECT_FALSE(is_complete);
    EXPECT_EQ(count(*store), 15'000U);
}

TEST(RocksStore, DoesNotPassOverManyRemovalsWhenItIsNotToWait) {
    const TemporaryDirectory directory;
    const auto store = *open(directory.path());
    put(*store, 0, 5'000);
    Batch batch;
    for (int i = 0; i < 4'900; ++i) {
        batch.remove(Space::messages, key(i));
    }
    store->commit({&batch, 1}, Durability::fsync);
    bool is_complete = true;

    EXPECT_EQ(scan_in_memory(*store, is_complete), 0U);
    EXPECT_FALSE(is_complete);
    const std::string begin = key(4'500);
    std::size_t visited = 0;
    EXPECT_TRUE(
        store->scan({.space = Space::messages, .begin = begin, .end = "z", .is_patient = false},
                    [&visited](std::string_view, std::string_view) { return ++visited != 0; }));
    EXPECT_EQ(visited, 100U);
}

TEST(RocksStore, RemembersAScanOnlyIfItIsTo) {
    const TemporaryDirectory directory;
    {
        const auto store = *open_with_little_memory(directory.path());
        put(*store, 0, 3'000);
        put(*store, 3'000, 10'000);  // in too few tables to be compacted meanwhile
    }
    const auto store = *open_with_little_memory(directory.path());
    const auto scan_some = [&](bool is_remembered) {
        const std::string end = key(100);
        (void)store->scan(
            {.space = Space::messages, .begin = "", .end = end, .is_remembered = is_remembered},
            [](std::string_view, std::string_view) { return true; });
    };
    scan_some(false);
    EXPECT_EQ(store->look_up(Space::messages, key(50)).state, Store::Lookup::State::unknown);
    EXPECT_TRUE(is_found_after([&] { scan_some(true); }, *store, key(50)));
}

TEST(RocksStore, ACheckpointHoldsThatMomentAndOpensAgain) {
    const TemporaryDirectory directory;
    const auto store = *open(directory.path());
    put(*store, 0, 100);
    ASSERT_TRUE(store->checkpoint(directory / "checkpoint"));
    put(*store, 100, 200);

    const auto copy = *open(directory / "checkpoint");
    EXPECT_EQ(count(*copy), 100U);
    put(*copy, 500, 501);
    EXPECT_EQ(count(*store), 200U);
}

TEST(RocksStore, DoesNotCheckpointOverWhatIsThere) {
    const TemporaryDirectory directory;
    const auto store = *open(directory.path());
    fs::create_directory(directory / "there");
    EXPECT_THAT(store->checkpoint(directory / "there").error().detail, HasSubstr("exists already"));
    EXPECT_THAT(store->checkpoint(directory / "no/parent").error().detail, HasSubstr("be made"));
}

}  // namespace
}  // namespace forebay::storage
