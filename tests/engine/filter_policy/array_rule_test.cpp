#include "tests/engine/filter_policy/policies.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <string>
#include <vector>

// Which elements of arrays a policy may look at, against a model that tries all of them: SNS
// specification 10.4. The model knows of a message only its values, each with the array elements
// that it is in.

namespace forebay::engine {
namespace {

struct ModelValue {
    std::string path;
    int value;
    std::map<int, int> elements;  // array: index
};

struct ModelKey {
    std::string path;
    std::vector<int> values;
    bool accepts_absence;
};

using ModelKeys = std::vector<ModelKey>;  // that must hold at once

class Model {
public:
    explicit Model(std::uint64_t seed) : random_(seed) {}

    std::string message() {
        values_.clear();
        arrays_ = 0;
        return object("", 3, {});
    }

    /// A policy, and the lists of keys of which one must hold.
    std::pair<std::string, std::vector<ModelKeys>> policy() {
        ModelKeys common, left, right;
        std::string text = "{" + keys("", 2, common);
        if (below(2) == 0) {
            text += ",\"$or\":[{" + keys("", 2, left) + "},{" + keys("", 2, right) + "}]";
        }
        std::vector<ModelKeys> ways;
        if (left.empty()) {
            ways.push_back(common);
        }
        for (ModelKeys* branch : {&left, &right}) {
            if (!branch->empty()) {
                branch->insert(branch->end(), common.begin(), common.end());
                ways.push_back(*branch);
            }
        }
        return {text + "}", ways};
    }

    bool matches(const std::vector<ModelKeys>& ways) const {
        return std::ranges::any_of(ways, [&](const ModelKeys& keys) {
            std::vector<const ModelValue*> chosen;
            return choose(keys, 0, chosen);
        });
    }

private:
    static bool agree(const ModelValue& a, const ModelValue& b) {
        return std::ranges::all_of(a.elements, [&](const auto& element) {
            const auto other = b.elements.find(element.first);
            return other == b.elements.end() || other->second == element.second;
        });
    }

    /// Chooses a value for each key from `next` on, or nothing for one that accepts absence.
    bool choose(const ModelKeys& keys, std::size_t next,
                std::vector<const ModelValue*>& chosen) const {
        const auto agrees = [&](const ModelValue& value) {
            return std::ranges::all_of(chosen,
                                       [&](const auto* other) { return agree(value, *other); });
        };
        if (next == keys.size()) {
            for (std::size_t i = 0; i < keys.size(); ++i) {
                const bool is_absent = chosen_absent_[i];
                if (is_absent && std::ranges::any_of(values_, [&](const ModelValue& value) {
                        return value.path == keys[i].path && agrees(value);
                    })) {
                    return false;
                }
            }
            return true;
        }
        chosen_absent_[next] = keys[next].accepts_absence;
        if (keys[next].accepts_absence && choose(keys, next + 1, chosen)) {
            return true;
        }
        chosen_absent_[next] = false;
        for (const ModelValue& value : values_) {
            if (value.path != keys[next].path || !agrees(value) ||
                std::ranges::find(keys[next].values, value.value) == keys[next].values.end()) {
                continue;
            }
            chosen.push_back(&value);
            const bool found = choose(keys, next + 1, chosen);
            chosen.pop_back();
            if (found) {
                return true;
            }
        }
        return false;
    }

    int below(int bound) { return static_cast<int>(random_() % static_cast<unsigned>(bound)); }

    std::string object(const std::string& path, int depth, const std::map<int, int>& elements) {
        std::string text = "{";
        for (const std::string name : {"a", "b", "c"}) {
            if (below(4) != 0) {
                text += (text.size() > 1 ? ",\"" : "\"") + name +
                        "\":" + value(path + "." + name, depth, elements);
            }
        }
        return text + "}";
    }

    std::string value(const std::string& path, int depth, const std::map<int, int>& elements) {
        const int kind = below(4);
        if (depth == 0 || kind == 0) {
            const int number = below(3);
            values_.push_back({path, number, elements});
            return std::to_string(number);
        }
        if (kind == 1) {
            return object(path, depth - 1, elements);
        }
        const int array = arrays_++;
        std::string text = "[";
        for (int i = 0, count = below(4); i < count; ++i) {
            text += i == 0 ? "" : ",";
            if (below(5) == 0) {
                text += value(path, 0, elements);  // a number in an array is in no element
                continue;
            }
            std::map<int, int> inner = elements;
            inner[array] = i;
            text += depth > 1 && below(6) == 0 ? "[" + object_in_array(path, depth, inner) + "]"
                                               : object(path, depth - 1, inner);
        }
        return text + "]";
    }

    std::string object_in_array(const std::string& path, int depth, std::map<int, int> elements) {
        elements[arrays_++] = 0;
        return object(path, depth - 1, elements);
    }

    std::string keys(const std::string& path, int depth, ModelKeys& keys) {
        std::string text;
        for (const std::string name : {"a", "b", "c"}) {
            if (below(3) == 0 && !(text.empty() && name == "c")) {
                continue;
            }
            text += (text.empty() ? "\"" : ",\"") + name + "\":";
            if (depth > 0 && below(3) != 0) {
                text += "{" + this->keys(path + "." + name, depth - 1, keys) + "}";
                continue;
            }
            ModelKey key{path + "." + name, {below(3)}, below(4) == 0};
            text += "[" + std::to_string(key.values[0]) +
                    (key.accepts_absence ? R"(,{"exists":false}])" : "]");
            keys.push_back(key);
        }
        return text;
    }

    std::mt19937_64 random_;
    std::vector<ModelValue> values_;
    int arrays_ = 0;
    mutable std::map<std::size_t, bool> chosen_absent_;
};

TEST(FilterPolicyArrays, AgreeWithAModelThatTriesAllElements) {
    Model model(44);
    int matched = 0;
    int taken = 0;
    for (int i = 0; i < 15'000; ++i) {
        const auto [text, ways] = model.policy();
        const auto policy =
            FilterPolicy::parse(text, FilterScope::message_body, FilterPolicyUse::event_source);
        if (!policy) {
            continue;  // too complex
        }
        ++taken;
        const std::string body = model.message();
        const bool expected = model.matches(ways);
        ASSERT_EQ(matches(*policy, body), expected) << text << "\n" << body;
        matched += expected ? 1 : 0;
    }
    EXPECT_GT(taken, 3000);
    EXPECT_GT(matched, 200);
}

}  // namespace
}  // namespace forebay::engine
