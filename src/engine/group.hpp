#pragma once

#include <forebay/model/message.hpp>

#include <boost/intrusive/list.hpp>

#include <cstddef>
#include <vector>

namespace forebay::engine {

/// The messages of one group that memory knows of, in the order in which they were sent. It may
/// stand in one GroupList, and leaves it when it goes.
class Group : public boost::intrusive::list_base_hook<
                  boost::intrusive::link_mode<boost::intrusive::auto_unlink>> {
public:
    /// Why a group stands in a list.
    enum class Place : std::uint8_t {
        none,
        exhausted,  ///< its first message was received too often, and is to be moved
        ready,      ///< its first message may be received, and is at hand
        unloaded,   ///< its first message may be received, but its body is on disk alone
        blocked,  ///< it has nothing to give now, but bodies at hand that others could need room of
    };

    bool empty() const { return first_ == messages_.size(); }
    Sequence front() const { return messages_[first_]; }
    auto begin() const { return messages_.begin() + static_cast<std::ptrdiff_t>(first_); }
    auto end() const { return messages_.end(); }

    void insert(Sequence sequence);
    void erase(Sequence sequence);

    GroupKey key{};
    Place place = Place::none;
    Sequence loaded_until{};  ///< no message behind this one has its body at hand

private:
    std::vector<Sequence> messages_;  // rising, from first_ on
    std::size_t first_ = 0;           // what is before was erased
};

using GroupList = boost::intrusive::list<Group, boost::intrusive::constant_time_size<false>>;

}  // namespace forebay::engine
