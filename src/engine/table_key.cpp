#include <forebay/engine/table_key.hpp>
#include <forebay/model/limits.hpp>
#include <forebay/model/value_writer.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <utility>

namespace forebay::engine {
namespace {

Error refusal(std::string text) {
    return {Errc::validation_failed, std::move(text)};
}

Error invalid(std::string_view text) {
    return refusal(fmt::format("One or more parameter values were invalid: {}", text));
}

Error no_match() {
    return refusal("The provided key element does not match the schema");
}

/// What an error about an empty key attribute says of it, also of a binary one.
constexpr std::string_view empty_text =
    "The AttributeValue for a key attribute cannot contain an empty string value.";

bool has_long_name(MapView map);

bool has_long_name(ValueView value) {
    return value.is(ValueType::map) ? has_long_name(value.map())
           : value.is(ValueType::list)
               ? std::ranges::any_of(value.values(),
                                     [](ValueView element) { return has_long_name(element); })
               : false;
}

bool has_long_name(MapView map) {
    return std::ranges::any_of(map.entries(), [](const auto& entry) {
        return entry.name.size() > limits::attribute_name_bytes_max || has_long_name(entry.value);
    });
}

std::optional<Error> refused_length(std::string_view ordered, bool is_partition) {
    if (is_partition && ordered.size() > limits::partition_key_bytes_max) {
        return invalid("Size of hashkey has exceeded the maximum size limit of2048 bytes");
    }
    if (!is_partition && ordered.size() > limits::sort_key_bytes_max) {
        return invalid(
            "Aggregated size of all range keys has exceeded the size limit of 1024 bytes");
    }
    return std::nullopt;
}

/// The ordered form of a key attribute; nullopt: there is none.
using Part = Result<std::optional<std::string_view>>;

Part within_length(std::string_view ordered, bool is_partition) {
    if (auto refused = refused_length(ordered, is_partition)) {
        return *std::move(refused);
    }
    return std::optional(ordered);
}

/// The key that is made of what `part` says of each key attribute; nullopt, when one is not there.
template <class PartOf>
Result<std::optional<ItemKey>> key_of(const KeySchema& schema, PartOf part_of) {
    const Part partition = part_of(schema.partition, true);
    if (!partition) {
        return partition.error();
    }
    Part sort = std::optional(std::string_view());
    if (schema.sort) {
        sort = part_of(*schema.sort, false);
    }
    if (!sort) {
        return sort.error();
    }
    if (!*partition || !*sort) {
        return std::optional<ItemKey>();
    }
    return std::optional(ItemKey{.partition = **partition, .sort = **sort});
}

Result<ItemKey> whole(Result<std::optional<ItemKey>> key) {
    if (!key) {
        return key.error();
    }
    return **key;
}

Error wrong_index_type(std::string_view index, const KeyAttribute& attribute, ValueType actual,
                       ItemWrite write) {
    if (write == ItemWrite::update) {
        return refusal(
            "The update expression attempted to update the secondary index key to unsupported "
            "type");
    }
    return invalid(
        fmt::format("Type mismatch for Index Key {} Expected: {} Actual: {} IndexName: {}",
                    attribute.name, type_name(attribute.type), type_name(actual), index));
}

Error empty_index_key(std::string_view index, const KeyAttribute& attribute) {
    return refusal(
        fmt::format("One or more parameter values are not valid. A value specified for a secondary "
                    "index key is not supported. {} IndexName: {}, IndexKey: {}",
                    empty_text, index, attribute.name));
}

const AttributeUse* use_of(std::span<const AttributeUse> uses, const KeyAttribute& attribute) {
    const auto found = std::ranges::find(uses, attribute.name, &AttributeUse::name);
    return found == uses.end() ? nullptr : &*found;
}

/// The key attributes, the partition key first.
template <class Visit>
Result<void> each(const KeySchema& schema, Visit visit) {
    if (auto visited = visit(schema.partition); !visited || !schema.sort) {
        return visited;
    }
    return visit(*schema.sort);
}

}  // namespace

Result<ItemKey> key_of_item(const KeySchema& schema, MapView item) {
    return whole(key_of(schema, [&](const KeyAttribute& attribute, bool is_partition) -> Part {
        const auto value = item.find(attribute.name);
        if (!value) {
            return invalid(fmt::format("Missing the key {} in the item", attribute.name));
        }
        if (!value->is(attribute.type)) {
            return invalid(fmt::format("Type mismatch for key {} expected: {} actual: {}",
                                       attribute.name, type_name(attribute.type),
                                       type_name(value->type())));
        }
        if (value->ordered().empty()) {
            return refusal(fmt::format("One or more parameter values are not valid. {} Key: {}",
                                       empty_text, attribute.name));
        }
        return within_length(value->ordered(), is_partition);
    }));
}

Result<ItemKey> parse_key(const KeySchema& schema, MapView key) {
    if (key.count() != (schema.sort ? 2U : 1U)) {
        return no_match();
    }
    return whole(key_of(schema, [&](const KeyAttribute& attribute, bool is_partition) -> Part {
        const auto value = key.find(attribute.name);
        if (!value || !value->is(attribute.type)) {
            return no_match();
        }
        if (value->ordered().empty()) {
            return invalid(fmt::format("{} Key: {}", empty_text, attribute.name));
        }
        return within_length(value->ordered(), is_partition);
    }));
}

Result<std::optional<ItemKey>> index_key_of_item(std::string_view name, const KeySchema& schema,
                                                 MapView item, ItemWrite write) {
    return key_of(schema, [&](const KeyAttribute& attribute, bool is_partition) -> Part {
        const auto value = item.find(attribute.name);
        if (!value) {
            return std::optional<std::string_view>();
        }
        if (!value->is(attribute.type)) {
            return wrong_index_type(name, attribute, value->type(), write);
        }
        if (value->ordered().empty()) {
            return empty_index_key(name, attribute);
        }
        return within_length(value->ordered(), is_partition);
    });
}

Item key_attributes(const KeySchema& schema, MapView item) {
    std::string bytes;
    ValueWriter writer(bytes);
    writer.begin_item();
    for (const KeyAttribute* attribute :
         {&schema.partition, schema.sort ? &*schema.sort : nullptr}) {
        const auto value = attribute != nullptr ? item.find(attribute->name) : std::nullopt;
        if (value) {
            writer.name(attribute->name);
            writer.value(*value);
        }
    }
    writer.end();
    return Item(std::move(bytes));
}

Result<void> check_uses(const KeySchema& schema, KeyOwner owner,
                        std::span<const AttributeUse> uses) {
    return each(schema, [&](const KeyAttribute& attribute) -> Result<void> {
        const bool is_nested = std::ranges::any_of(uses, [&](const AttributeUse& use) {
            return use.is_nested && use.name == attribute.name;
        });
        if (is_nested) {
            return refusal(fmt::format(
                "Key attributes must be scalars; list random access '[]' and map lookup '.' are "
                "not allowed: {}: {}",
                owner == KeyOwner::table ? "Key" : "IndexKey", attribute.name));
        }
        return {};
    });
}

Result<void> check_targets(const KeySchema& schema, const Update& update) {
    return each(schema, [&](const KeyAttribute& attribute) -> Result<void> {
        if (use_of(update.targets(), attribute) != nullptr) {
            return invalid(fmt::format(
                "Cannot update attribute {}. This attribute is part of the key", attribute.name));
        }
        return {};
    });
}

Result<void> check_filter(const KeySchema& schema, const Condition& filter,
                          std::string_view member) {
    return each(schema, [&](const KeyAttribute& attribute) -> Result<void> {
        if (use_of(filter.uses(), attribute) != nullptr) {
            return refusal(
                fmt::format("{} can only contain non-primary key attributes: Primary key "
                            "attribute: {}",
                            member, attribute.name));
        }
        return {};
    });
}

Result<void> check_size(MapView item, ItemWrite write) {
    const std::size_t bytes = item.size();
    if (bytes > limits::attribute_name_bytes_max && has_long_name(item)) {
        return invalid("Attribute name is too large, must be less than 65536 bytes");
    }
    if (bytes <= limits::item_bytes_max) {
        return {};
    }
    return refusal(write == ItemWrite::put
                       ? "Item size has exceeded the maximum allowed size"
                       : "Item size to update has exceeded the maximum allowed size");
}

}  // namespace forebay::engine
