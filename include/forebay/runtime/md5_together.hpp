#pragma once

#include <forebay/base/digest.hpp>
#include <forebay/base/task.hpp>

#include <string_view>

namespace forebay::runtime {

/// The MD5 of `text`, which must live until then. What is asked for on a thread before it turns to
/// what arrives later is computed together (see md5_of_each), so with many clients in a fraction of
/// the time that one after the other takes.
Task<Md5> md5_together(std::string_view text);

}  // namespace forebay::runtime
