#include <forebay/base/assert.hpp>
#include <forebay/storage/store.hpp>

#include <algorithm>
#include <array>
#include <functional>
#include <iterator>
#include <limits>
#include <map>
#include <mutex>
#include <utility>

namespace forebay::storage {
namespace {

using Records = std::map<std::string, std::string, std::less<>>;

// A scan takes the map as it is and needs no lock while it visits; a writer that finds the map in a
// scan's hands makes a new one. So a scan sees one moment, and its visitor may commit.
class MemoryStore final : public Store {
public:
    void commit(std::span<const Batch> batches, Durability /*durability*/) override {
        const std::scoped_lock lock(mutex_);
        for (const Batch& batch : batches) {
            for (std::size_t i = 0; i < batch.size(); ++i) {
                const Batch::Operation operation = batch[i];
                apply(operation, writable(operation.space));
            }
        }
    }

    void sync() override {}

    std::optional<std::string> get(Space space, std::string_view key) const override {
        const std::scoped_lock lock(mutex_);
        return find(*of(space), key);
    }

    std::vector<std::optional<std::string>> get_many(
        Space space, std::span<const std::string> keys) const override {
        const std::scoped_lock lock(mutex_);
        const auto& records = of(space);
        std::vector<std::optional<std::string>> values;
        values.reserve(keys.size());
        for (const std::string& key : keys) {
            values.push_back(find(*records, key));
        }
        return values;
    }

    Lookup look_up(Space space, std::string_view key) const override {
        auto value = get(space, key);
        return value.has_value() ? Lookup{Lookup::State::found, *std::move(value)}
                                 : Lookup{Lookup::State::missing, {}};
    }

    bool scan(const Scan& scan, const Visitor& visitor) const override {
        if (scan.begin >= scan.end) {
            return true;
        }
        const Snapshot records(*this, scan.space);
        const auto begin = records->lower_bound(scan.begin);
        const auto end = records->lower_bound(scan.end);
        const auto visit = [&visitor](const auto& record) {
            return !visitor(record.first, record.second);
        };
        if (scan.is_descending) {
            std::any_of(std::make_reverse_iterator(end), std::make_reverse_iterator(begin), visit);
        } else {
            std::any_of(begin, end, visit);
        }
        return true;
    }

    Count count(Space space, std::string_view begin, std::string_view end,
                std::size_t limit) const override {
        const std::scoped_lock lock(mutex_);
        const auto& records = of(space);
        Count result;
        for (auto it = records->lower_bound(begin); it != records->end() && it->first < end; ++it) {
            if (result.count == limit) {
                result.next_key = it->first;
                break;
            }
            ++result.count;
        }
        return result;
    }

    Result<void> checkpoint(const std::filesystem::path& /*directory*/) override {
        return Error{Errc::unsupported_operation, "A store in memory has nothing to copy."};
    }

    std::uint64_t free_bytes() const override { return std::numeric_limits<std::uint64_t>::max(); }

private:
    static std::optional<std::string> find(const Records& records, std::string_view key) {
        const auto it = records.find(key);
        return it != records.end() ? std::optional(it->second) : std::nullopt;
    }

    static void apply(const Batch::Operation& operation, Records& records) {
        switch (operation.kind) {
            case Batch::Kind::put: {
                std::string value;
                value.reserve(operation.value.size() + operation.tail.size());
                value.append(operation.value).append(operation.tail);
                records.insert_or_assign(std::string(operation.key), std::move(value));
                return;
            }
            case Batch::Kind::remove:
            case Batch::Kind::remove_once:
                if (const auto it = records.find(operation.key); it != records.end()) {
                    records.erase(it);
                }
                return;
            case Batch::Kind::remove_range:
                if (operation.key < operation.value) {
                    records.erase(records.lower_bound(operation.key),
                                  records.lower_bound(operation.value));
                }
                return;
        }
        fail_stop("Batch::Kind out of range");
    }

    // Taken and given back under the lock, so that the writer can go by use_count().
    class Snapshot {
    public:
        Snapshot(const MemoryStore& store, Space space) : mutex_(store.mutex_) {
            const std::scoped_lock lock(mutex_);
            records_ = store.of(space);
        }
        ~Snapshot() {
            const std::scoped_lock lock(mutex_);
            records_.reset();
        }
        Snapshot(const Snapshot&) = delete;
        Snapshot& operator=(const Snapshot&) = delete;

        const Records* operator->() const { return records_.get(); }

    private:
        std::mutex& mutex_;
        std::shared_ptr<const Records> records_;
    };

    const std::shared_ptr<Records>& of(Space space) const {
        return spaces_.at(static_cast<std::size_t>(space));
    }

    Records& writable(Space space) {
        auto& records = spaces_.at(static_cast<std::size_t>(space));
        if (records.use_count() > 1) {
            records = std::make_shared<Records>(*records);
        }
        return *records;
    }

    mutable std::mutex mutex_;  // guards spaces_, and the maps that no reader holds
    std::array<std::shared_ptr<Records>, spaces_count> spaces_ = {
        std::make_shared<Records>(), std::make_shared<Records>(), std::make_shared<Records>()};
};

}  // namespace

std::unique_ptr<Store> make_memory_store() {
    return std::make_unique<MemoryStore>();
}

}  // namespace forebay::storage
