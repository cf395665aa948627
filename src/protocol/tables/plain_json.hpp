#pragma once

#include <forebay/model/attribute_value.hpp>

#include <cstdint>
#include <string>
#include <string_view>

/// Items as JSON that says no types: for people and pages. Triggers specification C1.
namespace forebay::protocol::tables {

enum class Format : std::uint8_t {
    plain,     ///< numbers as numbers, where a double holds them exactly, else as strings
    dynamodb,  ///< as the API has them: `{"N":"1"}`
};

void write_item(MapView item, Format format, std::string& out);

}  // namespace forebay::protocol::tables
