#pragma once

#include <forebay/model/measurements.hpp>
#include <forebay/protocol/access_options.hpp>
#include <forebay/protocol/http.hpp>
#include <forebay/service/admin/testing.hpp>
#include <forebay/service/backups.hpp>
#include <forebay/service/context.hpp>

#include <functional>
#include <memory>
#include <string>

namespace forebay::protocol {

/// `GET /metrics`, for Prometheus.
struct MetricsOptions {
    /// Tells what is measured; called on an executor of the broker. Empty: there is no such page,
    /// and requests are not counted.
    std::function<Task<Measurements>()> measure;
    bool cloudwatch_names = false;  ///< also under the names of the CloudWatch exporters
};

struct FrontOptions {
    service::ServiceOptions services;
    AccessOptions access = {};
    Clock* clock = nullptr;  ///< that signatures are dated by; null: the broker's
    service::sns::SignerSource* signers = nullptr;    ///< lives as long as the front; null: none
    runtime::RecordedDeliveries* recorded = nullptr;  ///< lives as long as the front; null: none
    runtime::Backups* backups = nullptr;  ///< lives as long as the front; null: none can be made
    service::admin::Testing testing;
    bool trust_forwarded = false;  ///< X-Forwarded-Proto and -Host say how clients see us
    std::string fallback_host = "localhost:4566";  ///< of queue URLs, where there is no Host header
    MetricsOptions metrics = {};
    std::string version;  ///< for `GET /health`; empty: not told
};

/// All that the daemon answers over HTTP: finds out which protocol, service and action a request is
/// meant for (SQS specification 2.1), decodes it, carries it out, and encodes the answer or the
/// error. `GET /health` is answered here too: 200 `{"status":"ready","version":"0.1.0"}` when
/// `is_ready()`, 503 with the status `starting` before. So are GET of the signer's certificate and
/// of `/metrics`.
///
/// Called on all threads at once; keeps no state between requests but what it counts.
std::unique_ptr<HttpHandler> make_front(runtime::Broker& broker, FrontOptions options,
                                        std::function<bool()> is_ready);

}  // namespace forebay::protocol
