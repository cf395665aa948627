#include "protocol/metrics/page.hpp"

#include "protocol/metrics/families.hpp"

namespace forebay::protocol {

namespace {

bool is_meant(const PageCall& call) {
    return call.target.path == "/metrics" && call.options.metrics.measure;
}

// Each part of the text is made aside, so that nobody waits for more than one.
Task<void> answer(const PageCall& call) {
    HttpResponse& response = call.response;
    if (call.request.method != "GET") {
        response.status = 405;
        response.headers.emplace_back("Allow", "GET");
        co_return;
    }
    const Measurements measured = co_await call.options.metrics.measure();
    FamilyMakers makers;
    add_families(makers, measured, call.meters->counts(), call.options.version);
    if (call.options.metrics.cloudwatch_names) {
        add_cloudwatch_families(makers, measured);
    }
    co_await call.broker.aside([&makers] { add_process_families(makers); });
    for (const auto& make : makers) {
        co_await call.broker.aside([&] { response.body += make().text(); });
    }
    response.content_type = "text/plain; version=0.0.4; charset=utf-8";
}

}  // namespace

constexpr Page metrics_page{is_meant, answer, "forebay:ReadMetrics"};

}  // namespace forebay::protocol
