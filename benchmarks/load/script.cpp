#include "load/script.hpp"

namespace forebay::load {
namespace {

constexpr std::int64_t owed_batches_max = 10;  // sends run ahead of empty receives by that many

Step request(Action action) {
    return {.kind = Step::Kind::request, .action = action};
}

bool was(const Course& course, Action action) {
    return course.last == action;
}

bool came_empty(const Course& course) {
    return was(course, Action::receive) && course.last_messages == 0;
}

// Connection c of C serves the queues c, c + C, c + 2C ..., or c mod queues when those are fewer.
void move_to_next_queue(const RunState& run, Course& course) {
    const std::size_t queues = run.queue_urls.size();
    if (queues > run.connections) {
        course.queue += run.connections;
        if (course.queue >= queues) {
            course.queue = course.connection;
        }
    }
}

Step send_or_finish(const Phase& phase, RunState& run) {
    Step step = request(Action::send);
    step.numbers = run.take_numbers(phase.shape.batch);
    if (step.numbers.count == 0) {
        step.kind = Step::Kind::finished;
    }
    return step;
}

bool all_deleted(const RunState& run) {
    return run.sends_outstanding.load() == 0 && run.ledger.deleted() >= run.ledger.acknowledged();
}

Step receive_more(const Phase& phase, const RunState& run, const Course& course) {
    if (phase.until_deleted && all_deleted(run)) {
        return {};
    }
    Step step = request(Action::receive);
    if (came_empty(course) && !course.rested && phase.empty_pause > Duration::zero()) {
        step.kind = Step::Kind::pause;
    }
    return step;
}

// A connection receives about as many messages as it sent, whoever sent them: so the backlog stays
// short although others take its messages, and an empty receive never makes it spin.
Step next_in_cycle(const Phase& phase, RunState& run, Course& course) {
    const auto batch = static_cast<std::int64_t>(phase.shape.batch);
    const bool behind =
        came_empty(course) ? course.owed > owed_batches_max * batch : course.owed >= batch;
    if (course.last && behind) {
        return receive_more(phase, run, course);
    }
    move_to_next_queue(run, course);
    const Step step = send_or_finish(phase, run);
    return step.kind == Step::Kind::finished ? receive_more(phase, run, course) : step;
}

}  // namespace

bool continues(Work work, const Course& course) {
    const bool deletes = work == Work::cycle || work == Work::drain;
    return (work == Work::cycle && was(course, Action::send)) ||
           (deletes && was(course, Action::receive) && course.last_messages > 0);
}

Step next_step(const Phase& phase, RunState& run, Course& course) {
    if (continues(phase.work, course)) {
        return request(was(course, Action::send) ? Action::receive : Action::delete_);
    }
    switch (phase.work) {
        case Work::send:
            move_to_next_queue(run, course);
            return send_or_finish(phase, run);
        case Work::receive:
        case Work::collect:
        case Work::drain:
            if (!was(course, Action::delete_)) {
                move_to_next_queue(run, course);
            }
            return receive_more(phase, run, course);
        case Work::delete_:
            return request(Action::delete_);
        case Work::cycle:
            return next_in_cycle(phase, run, course);
    }
    return {};
}

}  // namespace forebay::load
