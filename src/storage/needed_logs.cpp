#include <fmt/format.h>
#include <fmt/ranges.h>
#include <storage/data_directory.hpp>
#include <storage/files.hpp>
#include <storage/needed_logs.hpp>

#include <algorithm>
#include <charconv>
#include <fstream>
#include <optional>
#include <set>
#include <string>
#include <system_error>

namespace forebay::storage::needed_logs {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view file_name = "FOREBAY.logs";
constexpr std::string_view draft_name = "FOREBAY.logs.new";

using Numbers = std::set<std::uint64_t>;

std::string log_name(std::uint64_t number) {
    return fmt::format("{:06}.log", number);
}

std::optional<std::uint64_t> number_of(const fs::path& file) {
    const std::string stem = file.stem().string();
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(stem.data(), stem.data() + stem.size(), number);
    if (file.extension() != ".log" || error != std::errc() || end != stem.data() + stem.size()) {
        return std::nullopt;
    }
    return number;
}

Numbers logs_in(const fs::path& store, std::error_code& error) {
    Numbers numbers;
    for (fs::directory_iterator it(store, error); !error && it != fs::directory_iterator();
         it.increment(error)) {
        if (const auto number = number_of(it->path())) {
            numbers.insert(*number);
        }
    }
    return numbers;
}

}  // namespace

Result<void> check(const fs::path& directory) {
    const fs::path list = directory / file_name;
    std::error_code error;
    if (!fs::exists(list, error)) {
        return {};  // an older Forebay wrote none
    }
    std::ifstream stream(list);
    Numbers needed;
    for (std::uint64_t number = 0; stream >> number;) {
        needed.insert(number);
    }
    if (needed.empty() || !stream.eof()) {
        return refusal(list, "is damaged: it is a list of numbers");
    }
    const fs::path store = DataDirectory::store_path(directory);
    const Numbers there = logs_in(store, error);
    if (error) {
        return refusal(store, fmt::format("is damaged: it cannot be read: {}", error.message()));
    }
    if (!there.empty() && *there.rbegin() > *needed.rbegin()) {
        return {};
    }
    for (const std::uint64_t number : needed) {
        if (!there.contains(number)) {
            return refusal(store / log_name(number),
                           "is missing: the store is damaged, changes that were acknowledged are "
                           "in this file");
        }
    }
    return {};
}

Result<void> write(const fs::path& directory, std::vector<std::uint64_t> numbers) {
    return replace_file(directory / file_name, directory / draft_name,
                        fmt::format("{}\n", fmt::join(numbers, "\n")));
}

// The next start begins a log that is newer than all of them, before it goes without one: none of
// them needs to have a record.
Result<void> write_those_in(const fs::path& directory) {
    const fs::path store = DataDirectory::store_path(directory);
    std::error_code error;
    const Numbers there = logs_in(store, error);
    if (error) {
        return refusal(store, fmt::format("cannot be read: {}", error.message()));
    }
    return there.empty() ? Result<void>() : write(directory, {there.begin(), there.end()});
}

}  // namespace forebay::storage::needed_logs
