#pragma once

#include "load/compare/comparison.hpp"
#include "load/options.hpp"

namespace forebay::load::compare {

/// Starts Forebay, fauxqs and Redis one after the other, puts the same loads on each, and says how
/// that went. `options` have what to compare. Those that are not installed are told and left out.
/// From then on the process stays on one CPU.
///
/// Throws std::runtime_error when a contender does not start, or a request fails.
Comparison compare(const Options& options);

}  // namespace forebay::load::compare
