#pragma once

#include "protocol/exchange.hpp"
#include <forebay/base/task.hpp>
#include <forebay/protocol/http.hpp>
#include <forebay/service/context.hpp>

namespace forebay::protocol::tables {

/// Answers what is asked at a path of which `is_tables_path` is true: plain HTTP reads of tables.
/// Triggers specification C1.
Task<void> answer(const HttpRequest& request, const Target& target, service::Context& context,
                  HttpResponse& response);

}  // namespace forebay::protocol::tables
