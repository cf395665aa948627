#pragma once

#include <array>
#include <cstddef>
#include <string_view>

namespace forebay::load {

/// What a request does to messages, whether one or a batch of them.
enum class Action : std::size_t { send, receive, delete_ };

inline constexpr std::size_t action_count = 3;
inline constexpr std::array<std::string_view, action_count> action_names{"send", "receive",
                                                                         "delete"};

inline constexpr std::size_t index_of(Action action) {
    return static_cast<std::size_t>(action);
}

}  // namespace forebay::load
