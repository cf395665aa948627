#pragma once

#include "engine/expressions/program.hpp"
#include <forebay/base/result.hpp>
#include <forebay/model/table.hpp>

namespace forebay::engine::expressions {

// Errors: validation_failed. DynamoDB specification 8.

/// Makes the key tests of a program that is a condition.
Result<void> make_key_tests(Program& program);

/// Refuses none, and more than two.
Result<void> check_key_test_count(const Program& program);

/// What the key tests want of a table or index with the key `schema`.
Result<KeyRange> resolve(const Program& program, const KeySchema& schema);

}  // namespace forebay::engine::expressions
