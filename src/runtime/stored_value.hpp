#pragma once

#include <forebay/storage/store.hpp>

#include <string>
#include <string_view>

namespace forebay::runtime {

/// The value `name` of the store as a whole: drawn by `make` once, at the first start with this
/// data directory, and durable before this returns.
std::string stored_value(storage::Store& store, std::string_view name, std::string (*make)());

}  // namespace forebay::runtime
