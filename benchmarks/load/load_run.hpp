#pragma once

#include "load/control_client.hpp"
#include "load/crew.hpp"
#include "load/ledger.hpp"
#include "load/options.hpp"
#include "load/report.hpp"
#include "load/run_state.hpp"

#include <memory>
#include <string>
#include <vector>

namespace forebay::load {

/// One run from queues that are created to queues that are deleted: fill, measure, check.
///
/// Throws std::runtime_error when it cannot begin: no server, no queue, no journal.
class LoadRun {
public:
    explicit LoadRun(const Options& options);

    Report run();

private:
    void open_queues();
    void close_queues();
    bool fill(std::uint64_t messages);
    bool collect();
    void measure();
    void check();
    PhaseResult run_phase(const Phase& phase, const Ending& ending, const std::string& title);

    Phase measured_phase() const;
    Ending measured_ending() const;
    std::uint64_t messages_before() const;
    bool wants_check() const;
    Duration settle_time() const;
    RequestShape widest_shape() const;

    Options options_;
    JournalHead head_;
    std::unique_ptr<Ledger> ledger_;
    std::unique_ptr<RunState> state_;
    std::unique_ptr<ControlClient> control_;
    std::unique_ptr<Crew> crew_;
    std::vector<std::string> created_urls_;
    Report report_;
};

}  // namespace forebay::load
