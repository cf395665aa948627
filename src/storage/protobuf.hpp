#pragma once

#include <forebay/base/assert.hpp>
#include <forebay/base/clock.hpp>
#include <forebay/base/result.hpp>
#include <forebay/model/queue.hpp>

#include <fmt/format.h>
#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/wire_format_lite.h>
#include <records.pb.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
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

// The tag and the length of a field of so many bytes, which the caller stores behind them. As in
// protobuf itself, an empty field is not there at all.
inline void append_bytes_prefix(int field, std::size_t bytes, std::string& out) {
    using google::protobuf::internal::WireFormatLite;
    using google::protobuf::io::CodedOutputStream;
    if (bytes == 0) {
        return;
    }
    std::array<std::uint8_t, 16> prefix;
    std::uint8_t* end = CodedOutputStream::WriteVarint32ToArray(
        WireFormatLite::MakeTag(field, WireFormatLite::WIRETYPE_LENGTH_DELIMITED), prefix.data());
    end = CodedOutputStream::WriteVarint64ToArray(bytes, end);
    out.append(reinterpret_cast<const char*>(prefix.data()),
               static_cast<std::size_t>(end - prefix.data()));
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

// Without the temporary text that set_… makes of bytes.
inline void store_digest(const std::array<std::uint8_t, 16>& digest, std::string& out) {
    out.assign(reinterpret_cast<const char*>(digest.data()), digest.size());
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

using Texts = std::map<std::string, std::string>;
using StoredTexts = google::protobuf::RepeatedPtrField<StoredTag>;

inline void store_texts(const Texts& texts, StoredTexts& out) {
    for (const auto& [key, value] : texts) {
        StoredTag& stored = *out.Add();
        stored.set_key(key);
        stored.set_value(value);
    }
}

inline Texts read_texts(StoredTexts& stored) {
    Texts texts;
    for (StoredTag& text : stored) {
        texts.insert_or_assign(std::move(*text.mutable_key()), std::move(*text.mutable_value()));
    }
    return texts;
}

}  // namespace forebay::storage
