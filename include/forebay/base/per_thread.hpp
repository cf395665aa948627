#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>

namespace forebay {

/// A T for each thread that asks for one. `mine` takes a lock the first time that a thread calls
/// it, and when the thread has called that of another PerThread<T> meanwhile.
template <class T>
class PerThread {
public:
    explicit PerThread(std::function<std::unique_ptr<T>()> make) : make_(std::move(make)) {}

    T& mine() {
        thread_local Latest latest;
        if (latest.owner != id_) {
            latest = {id_, &find()};
        }
        return *latest.mine;
    }

    /// Calls `visit` with the T of each thread, which may be using it.
    template <class Visit>
    void for_each(Visit visit) const {
        const std::lock_guard lock(mutex_);
        for (const auto& [_, one] : all_) {
            visit(*one);
        }
    }

private:
    struct Latest {
        std::uint64_t owner = 0;
        T* mine = nullptr;
    };

    T& find() {
        const std::lock_guard lock(mutex_);
        std::unique_ptr<T>& mine = all_[std::this_thread::get_id()];
        if (mine == nullptr) {
            mine = make_();
        }
        return *mine;
    }

    static inline std::atomic<std::uint64_t> last_id_ = 0;

    const std::uint64_t id_ = ++last_id_;
    const std::function<std::unique_ptr<T>()> make_;
    mutable std::mutex mutex_;
    std::map<std::thread::id, std::unique_ptr<T>> all_;
};

}  // namespace forebay
