#include "runtime/patient_reads.hpp"

#include <utility>

namespace forebay::runtime {

std::optional<std::vector<std::optional<std::string>>> read_values(
    const storage::Store& store, storage::Space space, std::span<const std::string> keys,
    Patience patience) {
    using State = storage::Store::Lookup::State;
    if (patience == Patience::for_disk) {
        return store.get_many(space, keys);
    }
    std::vector<std::optional<std::string>> values;
    values.reserve(keys.size());
    for (const std::string& key : keys) {
        storage::Store::Lookup found = store.look_up(space, key);
        if (found.state == State::unknown) {
            return std::nullopt;
        }
        values.push_back(found.state == State::found ? std::optional(std::move(found.value))
                                                     : std::nullopt);
    }
    return values;
}

}  // namespace forebay::runtime
