#pragma once

#include <forebay/base/task.hpp>

namespace forebay::runtime {

/// What those who run the broker ask of it, and its clients do not.
///
/// The tasks must be started on one of the broker's executors, and finish where they started.
class Admin {
public:
    virtual ~Admin() = default;

    /// Does what is due, and ends once what is past its retention is no longer counted. For when
    /// the clock was moved by hand.
    virtual Task<void> catch_up() = 0;
};

}  // namespace forebay::runtime
