#include "runtime/stored_value.hpp"

#include <forebay/storage/keys.hpp>

#include <utility>

namespace forebay::runtime {

std::string stored_value(storage::Store& store, std::string_view name, std::string (*make)()) {
    const std::string key = storage::keys::meta(name);
    if (auto stored = store.get(storage::Space::records, key)) {
        return std::move(*stored);
    }
    std::string made = make();
    storage::Batch batch;
    batch.put(storage::Space::records, key, made);
    store.commit({&batch, 1}, storage::Durability::fsync);
    return made;
}

}  // namespace forebay::runtime
