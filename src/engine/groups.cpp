#include "engine/groups.hpp"

namespace forebay::engine {

Group* Groups::find(GroupKey key) {
    const auto at = groups_.find(key);
    return at == groups_.end() ? nullptr : &at->second;
}

Group& Groups::of(GroupKey key) {
    Group& group = groups_[key];
    group.key = key;
    return group;
}

GroupList* Groups::list_of(Group::Place place) {
    switch (place) {
        case Group::Place::none:
            return nullptr;
        case Group::Place::exhausted:
            return &exhausted_;
        case Group::Place::ready:
            return &ready_;
        case Group::Place::unloaded:
            return &unloaded_;
        case Group::Place::blocked:
            return &blocked_;
    }
    return nullptr;
}

void Groups::put(Group& group, Group::Place place) {
    if (group.place != place) {
        group.unlink();
        group.place = place;
        if (GroupList* list = list_of(place)) {
            list->push_back(group);
        }
    }
}

void Groups::put_back(Group& group) {
    const Group::Place place = group.place;
    put(group, Group::Place::none);
    put(group, place);
}

}  // namespace forebay::engine
