#include "tests/simulation/faults.hpp"
#include "tests/simulation/simulator.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <string>

namespace forebay::simulation {
namespace {

constexpr std::uint64_t seeds = 300;
constexpr int steps = 1500;

TEST(Simulation, KeepsEveryPromiseUnderRandomClientsAndCrashes) {
    if (const char* seed = std::getenv("FOREBAY_SEED")) {
        const auto broken = Simulator(std::stoull(seed)).run(100 * steps);
        EXPECT_FALSE(broken.has_value()) << *broken;
        return;
    }
    for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
        const auto broken = Simulator(seed).run(steps);
        ASSERT_FALSE(broken.has_value()) << "FOREBAY_SEED=" << seed << ": " << *broken;
    }
}

class PlantedFault : public testing::TestWithParam<Fault> {};

TEST_P(PlantedFault, IsCaught) {
    for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
        if (Simulator(seed, plant(GetParam())).run(steps).has_value()) {
            return;
        }
    }
    FAIL() << "no seed of " << seeds << " caught it";
}

INSTANTIATE_TEST_SUITE_P(Simulation, PlantedFault, testing::ValuesIn(all_faults),
                         [](const auto& fault) { return name(fault.param); });

}  // namespace
}  // namespace forebay::simulation
