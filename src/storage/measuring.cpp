#include <forebay/storage/measuring.hpp>
#include <forebay/storage/store.hpp>

namespace forebay::storage {

StoreMeasurement measure(const Store& store) {
    const auto* measured = dynamic_cast<const MeasuredStore*>(&store);
    return measured != nullptr ? measured->measure() : StoreMeasurement{};
}

}  // namespace forebay::storage
