#pragma once

#include <forebay/engine/queue.hpp>

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace forebay::engine {

inline constexpr TimePoint start{Duration{1'700'000'000'000}};

std::vector<Delivery> receive(Queue& queue, TimePoint now,
                              Duration timeout = std::chrono::seconds(30), std::uint32_t most = 10);
std::vector<std::string> bodies(const std::vector<Delivery>& deliveries);

Receipt receipt_of(const Delivery& delivery);

/// Why a call is refused; nullopt: it is not.
std::optional<Errc> try_remove(Queue& queue, const Delivery& delivery, TimePoint now);
std::optional<Errc> hide(Queue& queue, const Delivery& delivery, Duration timeout, TimePoint now);

void remove(Queue& queue, const Delivery& delivery, TimePoint now);  ///< must succeed

}  // namespace forebay::engine
