#pragma once

#include "runtime/turns.hpp"
#include <forebay/base/assert.hpp>

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>

namespace forebay::runtime {

/// Values of the store that tasks of a shard are about to change, or have changed and not yet seen
/// durable: while a key is held, all who hold it see one value, the latest.
///
/// Whoever holds a key that has no value yet reads it from the store, and keeps what he has read
/// unless there is a value by then: that one is at least as new. A key is held until what was
/// recorded under it is durable, so the store has it for whoever comes next. Belongs to the shard's
/// thread.
template <class Value>
class Pins {
public:
    struct Pin {
        std::optional<Value> value;  ///< nullopt: it was not read yet
        Ticket changed_in{0};        ///< the turn of its latest change
    };

private:
    struct Counted {
        Pin pin;
        std::size_t holds = 0;
    };
    using Map = std::unordered_map<std::string, Counted>;

public:
    class Hold {
    public:
        Hold(std::shared_ptr<Map> map, typename Map::value_type& entry)
            : map_(std::move(map)), entry_(&entry) {
            ++entry_->second.holds;
        }
        Hold(Hold&& other) noexcept : map_(std::move(other.map_)), entry_(other.entry_) {}
        Hold& operator=(Hold&&) = delete;
        ~Hold() {
            if (map_ != nullptr && --entry_->second.holds == 0) {
                map_->erase(map_->find(entry_->first));
            }
        }

        const std::string& key() const { return entry_->first; }
        Pin& pin() const { return entry_->second.pin; }

        /// What was read from the store.
        void read(Value value) const {
            if (!pin().value.has_value()) {
                pin().value = std::move(value);
            }
        }

    private:
        std::shared_ptr<Map> map_;  // null: moved from
        typename Map::value_type* entry_;
    };

    Hold hold(std::string key) { return Hold(map_, *map_->try_emplace(std::move(key)).first); }

    std::size_t size() const { return map_->size(); }

private:
    // Shared with the holds: those of tasks that never end outlive a shard that is stopped.
    std::shared_ptr<Map> map_ = std::make_shared<Map>();
};

}  // namespace forebay::runtime
