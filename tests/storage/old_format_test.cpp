// Directories of older formats open, and lose nothing.

#include <forebay/storage/keys.hpp>
#include <forebay/storage/store.hpp>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rocksdb/db.h>
#include <tests/storage/temporary_directory.hpp>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace forebay::storage {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::Optional;

Result<std::unique_ptr<Store>> open(const fs::path& directory) {
    return open_rocks_store({.directory = directory});
}

void write_marker(const fs::path& directory, std::string_view text) {
    std::ofstream(directory / "FOREBAY", std::ios::binary) << text;
}

std::string marker(const fs::path& directory) {
    std::ifstream stream(directory / "FOREBAY", std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

void put(Store& store, Space space, std::string_view key, std::string_view value) {
    Batch batch;
    batch.put(space, key, value);
    store.commit({&batch, 1}, Durability::fsync);
}

void drop_items(const fs::path& directory) {
    const std::vector<std::string> names = {"messages", "default", "items"};
    std::vector<rocksdb::ColumnFamilyDescriptor> descriptors;
    for (const std::string& name : names) {
        descriptors.emplace_back(name, rocksdb::ColumnFamilyOptions());
    }
    rocksdb::DB* db = nullptr;
    std::vector<rocksdb::ColumnFamilyHandle*> handles;
    const auto opened = rocksdb::DB::Open(rocksdb::DBOptions(), (directory / "rocksdb").string(),
                                          descriptors, &handles, &db);
    ASSERT_TRUE(opened.ok()) << opened.ToString();
    ASSERT_TRUE(db->DropColumnFamily(handles[2]).ok());
    for (auto* handle : handles) {
        ASSERT_TRUE(db->DestroyColumnFamilyHandle(handle).ok());
    }
    delete db;
    fs::remove(directory / "FOREBAY.logs");  // it was opened without us
}

// A directory of format 1, which had no space for items.
void make_format_1(const fs::path& directory) {
    {
        const auto store = *open(directory);
        put(*store, Space::messages, "message", "1");
        put(*store, Space::records, "record", "2");
        put(*store, Space::records, keys::meta("format"), "1");
    }
    drop_items(directory);
    write_marker(directory, "text\nformat 1\n");
}

TEST(OldFormat, WithoutASpaceForItemsGetsOne) {
    const TemporaryDirectory directory;
    make_format_1(directory.path());
    {
        const auto store = *open(directory.path());
        put(*store, Space::items, "item", "3");
    }
    EXPECT_THAT(marker(directory.path()), HasSubstr("format 3\n"));

    const auto store = *open(directory.path());
    EXPECT_THAT(store->get(Space::messages, "message"), Optional(std::string("1")));
    EXPECT_THAT(store->get(Space::records, "record"), Optional(std::string("2")));
    EXPECT_THAT(store->get(Space::items, "item"), Optional(std::string("3")));
    EXPECT_THAT(store->get(Space::records, keys::meta("format")), Optional(std::string("3")));
}

TEST(OldFormat, ThatWasHalfMadeNewIsMadeSoAgain) {
    const TemporaryDirectory directory;
    make_format_1(directory.path());
    { const auto store = *open(directory.path()); }
    write_marker(directory.path(), "text\nformat 1\n");

    EXPECT_THAT((*open(directory.path()))->get(Space::messages, "message"),
                Optional(std::string("1")));
    EXPECT_THAT(marker(directory.path()), HasSubstr("format 3\n"));
}

TEST(OldFormat, IsNoExcuseForASpaceThatIsLost) {
    const TemporaryDirectory directory;
    { const auto store = *open(directory.path()); }
    drop_items(directory.path());

    const auto opened = open(directory.path());
    ASSERT_FALSE(opened);
    EXPECT_THAT(opened.error().detail, HasSubstr("damaged"));
}

}  // namespace
}  // namespace forebay::storage
