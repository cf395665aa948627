#include <forebay/runtime/registry.hpp>

namespace forebay::runtime {

std::optional<std::string> Registry::Changes::find(std::string_view name) const {
    const auto changed = changes_.find(std::string(name));
    return changed == changes_.end() ? find_(name) : changed->second;
}

void Registry::Changes::put(std::string name, std::string value) {
    changes_.insert_or_assign(std::move(name), std::move(value));
}

void Registry::Changes::remove(std::string name) {
    changes_.insert_or_assign(std::move(name), std::nullopt);
}

}  // namespace forebay::runtime
