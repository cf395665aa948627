#pragma once

#include <forebay/base/tally.hpp>
#include <forebay/model/measurements.hpp>

#include <prometheus/metric_family.h>

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace forebay::protocol {

using Labels = std::vector<prometheus::ClientMetric::Label>;
using prometheus::MetricType;

/// A metric by its name, and its series.
class Family {
public:
    Family(std::string_view name, std::string_view help, MetricType type)
        : family_{std::string(name), std::string(help), type, {}} {}

    void add(Labels labels, double value);

    /// Of a histogram; so many of its integers are one unit.
    void add(Labels labels, const HistogramCounts& counts, double per_unit);

    /// In Prometheus' text format. Empty when there are no series.
    std::string text() const;

private:
    prometheus::MetricFamily family_;
};

/// Families that are made one after the other: together they would take much memory, and their
/// maker's thread for long.
using FamilyMakers = std::vector<std::function<Family()>>;

/// A metric of one queue, topic or table, told of each.
template <class Measurement>
struct Row {
    std::string_view name;
    MetricType type;
    std::string_view help;
    double (*value)(const Measurement& measurement, TimePoint now);
};

/// How those are called that are told one by one, and those that are told together.
struct ResourceLabels {
    std::function<Labels(const QueueKey& key)> alone;
    Labels others;
};

/// What of all resources of a kind `tell` tells to the family.
template <class Measurement, class Tell>
void for_each(const Measured<Measurement>& measured, const ResourceLabels& labels, Tell tell) {
    for (const auto& [key, measurement] : measured.alone) {
        tell(labels.alone(key), measurement);
    }
    if (measured.others_count > 0) {
        tell(labels.others, measured.others);
    }
}

/// A maker for each row. `measured` outlives them.
template <class Measurement, std::size_t count>
void add_rows(FamilyMakers& makers, const Row<Measurement> (&rows)[count],
              const Measured<Measurement>& measured, const ResourceLabels& labels, TimePoint now) {
    for (const Row<Measurement>& row : rows) {
        makers.emplace_back([&row, &measured, labels, now] {
            Family family(row.name, row.help, row.type);
            for_each(measured, labels, [&](Labels of_one, const Measurement& measurement) {
                family.add(std::move(of_one), row.value(measurement, now));
            });
            return family;
        });
    }
}

/// A maker of one series.
void add_one(FamilyMakers& makers, std::string_view name, MetricType type, std::string_view help,
             double value, Labels labels = {});

}  // namespace forebay::protocol
