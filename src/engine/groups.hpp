#pragma once

#include "engine/group.hpp"

#include <boost/unordered_map.hpp>

namespace forebay::engine {

/// The groups of a FIFO queue that memory knows messages of, and their rotation: those that have
/// something to give stand in a list, so that nobody ever looks through blocked ones.
class Groups {
public:
    Group* find(GroupKey key);  ///< null: no message of it is known
    Group& of(GroupKey key);

    void erase(GroupKey key) { groups_.erase(key); }
    void clear() { groups_.clear(); }

    /// Puts the group at the end of the list of `place`, unless it stands there already.
    void put(Group& group, Group::Place place);

    /// Puts a group that was served at the back of its list. SQS specification 8.2.
    void put_back(Group& group);

    GroupList& exhausted() { return exhausted_; }            ///< with dead letters
    const GroupList& ready() const { return ready_; }        ///< in rotation
    const GroupList& unloaded() const { return unloaded_; }  ///< wait for bodies from disk
    GroupList& blocked() { return blocked_; }                ///< with bodies; blocked first, first

private:
    GroupList* list_of(Group::Place place);

    GroupList exhausted_;
    GroupList ready_;
    GroupList unloaded_;
    GroupList blocked_;
    boost::unordered_map<GroupKey, Group> groups_;  // goes first: its groups leave the lists
};

}  // namespace forebay::engine
