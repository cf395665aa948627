#pragma once

#include "protocol/page.hpp"

namespace forebay::protocol {

/// `GET /metrics`: what is measured, in Prometheus' text format.
extern const Page metrics_page;

}  // namespace forebay::protocol
