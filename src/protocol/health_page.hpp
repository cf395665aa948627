#pragma once

#include "protocol/page.hpp"

namespace forebay::protocol {

/// `/health`: 200 `{"status":"ready","version":"0.1.0"}`, or 503 with the status `starting`.
extern const Page health_page;

/// What load balancers ask of an address that is called as DynamoDB's is.
extern const Page dynamodb_check_page;

}  // namespace forebay::protocol
