#include "protocol/action.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace forebay::protocol {

const Action* find_action(const Service& service, std::string_view name) {
    const auto found = std::ranges::lower_bound(service.actions, name, {}, &Action::name);
    return found != service.actions.end() && found->name == name ? &*found : nullptr;
}

Error unknown_action(const Service& service, std::string_view name) {
    return {Errc::unknown_action, fmt::format(fmt::runtime(service.unknown_action), name)};
}

}  // namespace forebay::protocol
