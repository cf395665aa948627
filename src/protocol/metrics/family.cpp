#include "protocol/metrics/family.hpp"

#include <prometheus/text_serializer.h>

#include <limits>

namespace forebay::protocol {

void Family::add(Labels labels, double value) {
    prometheus::ClientMetric& metric = family_.metric.emplace_back();
    metric.label = std::move(labels);
    metric.counter.value = value;
    metric.gauge.value = value;
}

void Family::add(Labels labels, const HistogramCounts& counts, double per_unit) {
    prometheus::ClientMetric& metric = family_.metric.emplace_back();
    metric.label = std::move(labels);
    auto& histogram = metric.histogram;
    for (std::size_t i = 0; i < counts.counts.size(); ++i) {
        histogram.sample_count += counts.counts[i];
        const double bound = i < counts.bounds.size()
                                 ? static_cast<double>(counts.bounds[i]) / per_unit
                                 : std::numeric_limits<double>::infinity();
        histogram.bucket.push_back({histogram.sample_count, bound});
    }
    histogram.sample_sum = static_cast<double>(counts.sum) / per_unit;
}

std::string Family::text() const {
    return family_.metric.empty() ? std::string()
                                  : prometheus::TextSerializer().Serialize({family_});
}

void add_one(FamilyMakers& makers, std::string_view name, MetricType type, std::string_view help,
             double value, Labels labels) {
    makers.emplace_back([=] {
        Family family(name, help, type);
        family.add(labels, value);
        return family;
    });
}

}  // namespace forebay::protocol
