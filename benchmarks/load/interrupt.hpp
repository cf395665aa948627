#pragma once

namespace forebay::load {

/// Counts SIGINT and SIGTERM from now on. The first ends the measurement, the second the check;
/// the third kills, as without this.
void count_interrupts();

int interrupts();

}  // namespace forebay::load
