#include "tests/engine/filter_policy/random_filters.hpp"

#include <utility>

namespace forebay::engine {

std::string_view RandomFilters::pick(std::initializer_list<std::string_view> texts) {
    return texts.begin()[below(texts.size())];
}

std::string RandomFilters::scalar() {
    return std::string(pick({R"("x")", R"("y")", R"("X")", R"("xy")", R"("\u0078")",
                             R"("10.0.0.1")", "1", "1.0", "2", "-3e0", "true", "false", "null"}));
}

std::string RandomFilters::rule() {
    if (!one_in(4)) {
        return scalar();
    }
    return std::string(
        pick({R"({"prefix":"x"})", R"({"suffix":"y"})", R"({"equals-ignore-case":"X"})",
              R"({"anything-but":"x"})", R"({"anything-but":[1,2]})",
              R"({"anything-but":{"prefix":"x"}})", R"({"numeric":[">",0,"<=",1]})",
              R"({"numeric":["=",1]})", R"({"exists":true})", R"({"exists":false})",
              R"({"cidr":"10.0.0.0/8"})"}));
}

std::string RandomFilters::rules() {
    std::string text = "[" + rule();
    while (one_in(3)) {
        text += "," + rule();
    }
    return text + "]";
}

std::string RandomFilters::members(int depth, bool nests) {
    std::string text;
    for (const std::string_view name : {"a", "b", "c", "a.b", "d"}) {
        if (one_in(2)) {
            continue;
        }
        const bool is_nested = nests && depth > 1 && one_in(3);
        text += (text.empty() ? "\"" : ",\"") + std::string(name) +
                "\":" + (is_nested ? "{" + members(depth - 1, nests) + "}" : rules());
    }
    if (depth > 1 && one_in(3)) {
        text += std::string(text.empty() ? "" : ",") + "\"$or\":[{" + members(depth - 1, nests) +
                "},{" + members(depth - 1, nests) + "}]";
    }
    return text.empty() ? "\"a\":" + rules() : text;
}

std::vector<MessageAttribute> RandomFilters::attributes() {
    std::vector<MessageAttribute> attributes;
    for (const std::string_view name : {"a", "a.b", "b", "c", "d"}) {
        switch (below(7)) {
            case 0:
                attributes.push_back({std::string(name), "Number", std::string(pick({"1", "-3"}))});
                break;
            case 1:
                attributes.push_back(
                    {std::string(name), "String.Array",
                     one_in(9) ? "no JSON" : "[" + scalar() + "," + scalar() + "]"});
                break;
            case 2:
                attributes.push_back({std::string(name), "Binary", "x", true});
                break;
            case 3:
            case 4:
                attributes.push_back(
                    {std::string(name), "String", std::string(pick({"x", "y", "xy", "10.0.0.1"}))});
                break;
            default:
                break;
        }
    }
    return attributes;
}

std::string RandomFilters::value(int depth) {
    if (depth == 0 || one_in(2)) {
        return scalar();
    }
    if (one_in(2)) {
        return object(depth - 1);
    }
    std::string text = "[";
    for (std::size_t i = below(4); i > 0; --i) {
        text += value(depth - 1) + (i > 1 ? "," : "");
    }
    return text + "]";
}

std::string RandomFilters::object(int depth) {
    std::string text = "{";
    for (std::size_t i = below(5); i > 0; --i) {
        text += (one_in(8) ? std::string(R"("a.b")") : "\"" + name() + "\"") + ":" + value(depth) +
                (i > 1 ? "," : "");
    }
    return text + "}";
}

std::string RandomFilters::damaged(std::string text) {
    constexpr std::string_view bytes = "{}[]\",:.$\\u0019eE-+ntf\n\x01\x80";
    for (std::size_t i = below(4) + 1; i > 0 && !text.empty(); --i) {
        const std::size_t at = below(text.size());
        switch (below(4)) {
            case 0:
                text[at] = bytes[below(bytes.size())];
                break;
            case 1:
                text.erase(at, below(5));
                break;
            case 2:
                text.insert(at, text.substr(below(text.size()), below(20)));
                break;
            default:
                text.insert(at, 1, bytes[below(bytes.size())]);
        }
    }
    return text;
}

}  // namespace forebay::engine
