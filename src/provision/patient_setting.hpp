#pragma once

#include "provision/declarations.hpp"
#include <forebay/base/result.hpp>
#include <forebay/base/task.hpp>

#include <map>
#include <string>
#include <utility>

namespace forebay::provision {

/// Sets attributes one by one with `set(name, value)`, a task of a Result, and returns those that
/// were refused. What one attribute may be can depend on another, as a filter policy does on its
/// scope: so those that are refused are tried again after the others, while that helps.
template <class Set>
Task<std::map<std::string, Error>> set_patiently(StringMap wanted, Set set) {
    std::map<std::string, Error> refused;
    while (!wanted.empty()) {
        refused.clear();
        StringMap left;
        for (const auto& [name, value] : wanted) {
            const auto done = co_await set(name, value);
            if (!done) {
                refused.emplace(name, done.error());
                left.emplace(name, value);
            }
        }
        if (left.size() == wanted.size()) {
            break;
        }
        wanted = std::move(left);
    }
    co_return refused;
}

}  // namespace forebay::provision
