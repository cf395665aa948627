#pragma once

#include "provision/declarations.hpp"

#include <string>
#include <vector>

namespace forebay::provision {

/// What is wrong with declarations, each with where it stands.
class Problems {
public:
    void add(const Place& place, std::string_view text);

    void add(const Problems& others);

    bool empty() const { return found_.empty(); }
    std::size_t size() const { return found_.size(); }

    /// In the order of their lines: `forebay.toml:3: queues.name = 3: expected a name`.
    std::vector<std::string> lines() const;

private:
    struct Problem {
        Place place;
        std::string text;
    };
    std::vector<Problem> found_;
};

}  // namespace forebay::provision
