#pragma once

#include <forebay/base/digest.hpp>

#include <span>
#include <string_view>
#include <vector>

/// What md5_of_each does, by each way that there is: for tests of those that are not the best here.
namespace forebay::md5_lanes {

struct State;

/// Digests the next block of each lane.
using DigestBlock = void(State& state, const char* const* blocks);

/// The ways that this processor can go, the best one first.
std::vector<DigestBlock*> ways();

std::vector<Md5> each(std::span<const std::string_view> texts, DigestBlock* digest_next);

}  // namespace forebay::md5_lanes
