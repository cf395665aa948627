#pragma once

#include "config/toml.hpp"
#include "provision/problems.hpp"
#include <forebay/base/clock.hpp>

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace forebay::provision {

/// One TOML table, read key by key. What is not as expected is a problem and as if it were not
/// there; what nobody has asked for by the end is unknown.
class Entry {
public:
    /// `path` is how problems name it: `queues`. All live as long as the entry.
    Entry(const toml::table& table, std::string path, const std::string& file, Problems& problems);

    /// Reports the keys that nobody has asked for, each with the known one that it looks like.
    void finish();

    Place place() const;  ///< where the table begins
    Place place(std::string_view key) const;

    /// `dead_letter_queue = 'orders-dlq'`, as it stands in the file, more or less.
    std::string spelled(std::string_view key) const;

    void problem(std::string_view key, std::string_view expected);
    void missing(std::string_view key, std::string_view expected);

    bool has(std::string_view key);
    std::optional<std::string> text(std::string_view key, std::string_view expected);
    std::optional<std::string> one_of(std::string_view key, std::vector<std::string_view> choices);
    std::optional<bool> boolean(std::string_view key);
    std::optional<std::uint64_t> number(std::string_view key, std::uint64_t min, std::uint64_t max);
    std::optional<std::uint64_t> size(std::string_view key, std::uint64_t min, std::uint64_t max);

    /// Whole seconds.
    std::optional<std::uint64_t> seconds(std::string_view key, Duration min, Duration max);

    /// A JSON text, or a TOML table that becomes one.
    std::optional<std::string> json(std::string_view key);

    /// A table of scalars and, as JSON, of tables and lists.
    Attributes attributes(std::string_view key);

    /// A table of strings.
    StringMap strings(std::string_view key);

    /// A list of tables, or of what `expected` says; empty: it is not there.
    std::vector<const toml::table*> tables(std::string_view key, std::string_view expected);

    /// The key's value, whatever it is; null: none.
    const toml::node* node(std::string_view key);

    const std::string& file() const { return file_; }
    const std::string& path() const { return path_; }
    Problems& problems() { return problems_; }

private:
    std::string path_of(std::string_view key) const;

    const toml::table& table_;
    std::string path_;
    const std::string& file_;
    Problems& problems_;
    std::set<std::string, std::less<>> known_;
};

Place place_of(const std::string& file, const toml::node& node);

/// A node as JSON; nullopt: it has a date or a time somewhere, or a number that is none.
std::optional<std::string> to_json(const toml::node& node);

}  // namespace forebay::provision
