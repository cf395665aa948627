#pragma once

#include <forebay/model/measurements.hpp>

namespace forebay::storage {

class Store;

/// A store that knows more of itself than other stores do.
class MeasuredStore {
public:
    virtual ~MeasuredStore() = default;
    virtual StoreMeasurement measure() const = 0;
};

/// What the store says of itself: nothing, if it is no MeasuredStore. May wait for the disk.
StoreMeasurement measure(const Store& store);

}  // namespace forebay::storage
