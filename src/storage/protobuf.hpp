#pragma once

#include <forebay/base/assert.hpp>
#include <forebay/base/clock.hpp>
#include <forebay/base/result.hpp>
#include <forebay/model/queue.hpp>

#include <fmt/format.h>
#include <records.pb.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <utility>

/// What the encoders and decoders of all records share.
namespace forebay::storage {

// Encoders reuse one object a thread: its strings keep their memory. Its fields are set anew or
// cleared each time.
template <class Record>
Record& scratch() {
    thread_local Record record;
    record.Clear();
    return record;
}

inline std::int64_t ms(TimePoint at) {
    return at.time_since_epoch().count();
}

inline TimePoint time_point(std::int64_t ms) {
    return TimePoint(Duration(ms));
}

template <class Record>
void serialize(const Record& record, std::string& out) {
    out.clear();
    if (!record.AppendToString(&out)) {
        fail_stop("a record does not encode");
    }
}

// `name` is for people: the lite runtime has no descriptors.
template <class Record>
Result<Record> parse(std::string_view name, std::string_view bytes) {
    Record record;
    if (bytes.size() > std::numeric_limits<int>::max() ||
        !record.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
        return Error{Errc::internal,
                     fmt::format("{} of {} bytes does not parse", name, bytes.size())};
    }
    return record;
}

template <class T>
T parsed_or_stop(Result<T> result) {
    if (!result) {
        fail_stop(fmt::format("the store is damaged: {}", result.error().detail));
    }
    return *std::move(result);
}

inline bool read_digest(const std::string& bytes, std::array<std::uint8_t, 16>& out) {
    if (bytes.size() != out.size()) {
        return false;
    }
    std::ranges::transform(bytes, out.begin(),
                           [](char byte) { return static_cast<std::uint8_t>(byte); });
    return true;
}

inline StoredDeduplicationScope stored(DeduplicationScope scope) {
    switch (scope) {
        case DeduplicationScope::queue:
            return QUEUE;
        case DeduplicationScope::message_group:
            return MESSAGE_GROUP;
    }
    fail_stop("DeduplicationScope out of range");
}

inline bool read_scope(StoredDeduplicationScope scope, DeduplicationScope& out) {
    switch (static_cast<int>(scope)) {
        case QUEUE:
            out = DeduplicationScope::queue;
            return true;
        case MESSAGE_GROUP:
            out = DeduplicationScope::message_group;
            return true;
        default:
            return false;
    }
}

}  // namespace forebay::storage
