#include <forebay/base/assert.hpp>
#include <forebay/model/table.hpp>

namespace forebay {

bool SortCondition::accepts(std::string_view sort) const {
    switch (kind) {
        case Kind::any:
            return true;
        case Kind::equal:
            return sort == value;
        case Kind::less:
            return sort < value;
        case Kind::less_or_equal:
            return sort <= value;
        case Kind::greater:
            return sort > value;
        case Kind::greater_or_equal:
            return sort >= value;
        case Kind::between:
            return value <= sort && sort <= upper;
        case Kind::begins_with:
            return sort.starts_with(value);
    }
    fail_stop("SortCondition::Kind out of range");
}

}  // namespace forebay
