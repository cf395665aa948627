#pragma once

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <functional>
#include <string>

namespace forebay {

/// A simulation with this seed: what promise was broken; empty: none.
using RunSeed = std::function<std::string(std::uint64_t seed)>;

/// Runs the seeds from 1 to `count`, or that of FOREBAY_SEED alone: the first failure, and its
/// seed.
inline std::string first_failure(std::uint64_t count, const RunSeed& run) {
    std::uint64_t seed = 1;
    if (const char* given = std::getenv("FOREBAY_SEED")) {
        seed = count = std::stoull(given);
    }
    for (; seed <= count; ++seed) {
        if (const std::string failure = run(seed); !failure.empty()) {
            return fmt::format("FOREBAY_SEED={}: {}", seed, failure);
        }
    }
    return {};
}

/// Expects that a fault is caught which `run` plants: by the simulation, or by the code itself,
/// which ends the process. It forks, so it belongs in a suite whose name ends in DeathTest.
inline void expect_caught(std::uint64_t count, const RunSeed& run) {
    const auto was_caught = [](int status) {
        return (WIFEXITED(status) && WEXITSTATUS(status) == 0) ||
               (WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
    };
    EXPECT_EXIT(std::exit(first_failure(count, run).empty() ? 1 : 0), was_caught, "");
}

}  // namespace forebay
