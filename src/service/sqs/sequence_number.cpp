#include "service/sqs/sequence_number.hpp"

#include <fmt/format.h>

namespace forebay::service::sqs {
namespace {

constexpr std::uint64_t smallest_of_20_digits = 10'000'000'000'000'000'000U;

}  // namespace

// Sequences count from 1970 and stay below the room that is left until the year 2225.
std::string sequence_number(Sequence sequence) {
    return fmt::format("{}", smallest_of_20_digits + static_cast<std::uint64_t>(sequence));
}

}  // namespace forebay::service::sqs
