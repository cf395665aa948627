#include "provision/import/imported.hpp"

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <fmt/format.h>

#include <algorithm>

namespace forebay::provision {

namespace json = boost::json;

std::optional<std::string> scalar(const json::value& value) {
    if (value.is_string()) {
        return std::string(value.as_string());
    }
    if (value.is_structured() || value.is_null()) {
        return std::nullopt;
    }
    return json::serialize(value);
}

const json::object& object_of(const json::object& from, std::string_view key) {
    static const json::object none;
    const json::value* found = from.if_contains(key);
    return found != nullptr && found->is_object() ? found->as_object() : none;
}

const json::array& list_of(const json::object& from, std::string_view key) {
    static const json::array none;
    const json::value* found = from.if_contains(key);
    return found != nullptr && found->is_array() ? found->as_array() : none;
}

std::optional<std::string> text_of(const json::object& from, std::string_view key) {
    const json::value* found = from.if_contains(key);
    return found == nullptr ? std::nullopt : scalar(*found);
}

StringMap texts_of(const json::object& from) {
    StringMap texts;
    for (const auto& [key, value] : from) {
        if (auto text = scalar(value)) {
            texts.emplace(key, std::move(*text));
        }
    }
    return texts;
}

std::string remark(std::string_view key, std::string_view why) {
    return fmt::format("{} is not carried over: {}", key, why);
}

void remark_unknown(const json::object& from, std::vector<std::string_view> known,
                    std::vector<std::string>& remarks) {
    for (const auto& [key, value] : from) {
        if (std::ranges::find(known, std::string_view(key)) == known.end()) {
            remarks.push_back(remark(key, "Forebay has nothing like it"));
        }
    }
}

}  // namespace forebay::provision
