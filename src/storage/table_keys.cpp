#include <forebay/base/assert.hpp>
#include <forebay/model/fingerprint.hpp>
#include <forebay/storage/table_keys.hpp>

#include <boost/endian/conversion.hpp>

#include <cstddef>
#include <utility>

namespace forebay::storage::keys {
namespace {

__extension__ using Wide = unsigned __int128;

constexpr std::string_view attribute_end("\0\1", 2);

template <class Number>
void append_number(Number number, std::string& out) {
    boost::endian::native_to_big_inplace(number);
    out.append(reinterpret_cast<const char*>(&number), sizeof number);
}

std::string beginning(TableId table) {
    std::string key = "i";
    append_number(static_cast<std::uint64_t>(table), key);
    return key;
}

std::string beginning(TableId table, IndexId index) {
    std::string key = beginning(table);
    append_number(static_cast<std::uint32_t>(index), key);
    return key;
}

void append_escaped(std::string_view attribute, std::string& out) {
    for (const char byte : attribute) {
        out += byte;
        if (byte == '\0') {
            out += '\xFF';
        }
    }
}

void append_attribute(std::string_view attribute, std::string& out) {
    append_escaped(attribute, out);
    out += attribute_end;
}

void append_key(const ItemKey& key, std::string& out) {
    append_attribute(key.partition, out);
    if (!key.sort.empty()) {
        append_attribute(key.sort, out);
    }
}

std::string beginning(TableId table, IndexId index, std::string_view partition) {
    std::string key = beginning(table, index);
    append_number(fingerprint(partition).first, key);
    return key;
}

/// The first key behind all that begin with `prefix`.
std::string behind(std::string prefix) {
    while (prefix.back() == '\xFF') {
        prefix.pop_back();
    }
    prefix.back() = static_cast<char>(prefix.back() + 1);
    return prefix;
}

constexpr std::size_t table_bytes = 1 + sizeof(TableId);
constexpr std::size_t index_bytes = table_bytes + sizeof(IndexId);
constexpr std::size_t second_bytes = sizeof(std::uint64_t);

}  // namespace

std::string item(TableId table, const ItemKey& key) {
    std::string bytes = beginning(table, IndexId{}, key.partition);
    append_key(key, bytes);
    return bytes;
}

std::string index_entry(TableId table, IndexId index, const ItemKey& index_key,
                        const ItemKey& item_key) {
    std::string bytes = beginning(table, index, index_key.partition);
    append_key(index_key, bytes);
    append_key(item_key, bytes);
    return bytes;
}

std::string expiry(TableId table, IndexId index, std::uint64_t second, std::string_view item) {
    std::string bytes = beginning(table, index);
    append_number(second, bytes);
    bytes += item.substr(index_bytes);
    return bytes;
}

std::uint64_t second_of_expiry(std::string_view expiry) {
    FOREBAY_ASSERT(expiry.size() > index_bytes + second_bytes);
    return boost::endian::load_big_u64(
        reinterpret_cast<const unsigned char*>(expiry.data() + index_bytes));
}

std::string item_of_expiry(std::string_view expiry) {
    FOREBAY_ASSERT(expiry.size() > index_bytes + second_bytes);
    std::string bytes(expiry.substr(0, table_bytes));
    append_number(static_cast<std::uint32_t>(IndexId{}), bytes);
    bytes += expiry.substr(index_bytes + second_bytes);
    return bytes;
}

Range expiries(TableId table, IndexId index, std::uint64_t begin, std::uint64_t end) {
    Range range{beginning(table, index), beginning(table, index)};
    append_number(begin, range.begin);
    append_number(end, range.end);
    return range;
}

Range table(TableId table) {
    const std::string begin = beginning(table);
    return {begin, behind(begin)};
}

Range index(TableId table, IndexId index) {
    const std::string begin = beginning(table, index);
    return {begin, behind(begin)};
}

Range query(TableId table, IndexId index, const KeyRange& wanted) {
    std::string partition = beginning(table, index, wanted.partition);
    append_attribute(wanted.partition, partition);
    std::string at = partition;
    append_escaped(wanted.sort.value, at);
    const std::string value = at + std::string(attribute_end);

    switch (wanted.sort.kind) {
        case SortCondition::Kind::any:
            return {partition, behind(partition)};
        case SortCondition::Kind::equal:
            return {value, behind(value)};
        case SortCondition::Kind::less:
            return {partition, value};
        case SortCondition::Kind::less_or_equal:
            return {partition, behind(value)};
        case SortCondition::Kind::greater:
            return {behind(value), behind(partition)};
        case SortCondition::Kind::greater_or_equal:
            return {value, behind(partition)};
        case SortCondition::Kind::between: {
            std::string upper = partition;
            append_attribute(wanted.sort.upper, upper);
            return {value, behind(upper)};
        }
        case SortCondition::Kind::begins_with:
            return {at, behind(at)};
    }
    fail_stop("SortCondition::Kind out of range");
}

Range segment(TableId table, IndexId index, std::uint32_t segment, std::uint32_t segments) {
    FOREBAY_ASSERT(segment < segments);
    const auto bound = [&](std::uint32_t number) {
        std::string key = beginning(table, index);
        if (number == segments) {
            return behind(std::move(key));
        }
        append_number(static_cast<std::uint64_t>((Wide{number} << 64U) / segments), key);
        return key;
    };
    return {bound(segment), bound(segment + 1)};
}

}  // namespace forebay::storage::keys
