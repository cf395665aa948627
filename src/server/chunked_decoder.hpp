#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace forebay::server {

/// Reads a body in chunks, as its bytes arrive. As strict as RequestParser. Extensions are let
/// pass; trailers are checked and dropped.
class ChunkedDecoder {
public:
    enum class Status : std::uint8_t { need_more, done, malformed, too_long };

    /// Begins a body of up to `body_bytes_max`, whose trailers take up to `trailer_bytes_max`.
    void reset(std::size_t body_bytes_max, std::size_t trailer_bytes_max);

    /// Appends to `body` what `input` holds of it. `consumed` says how many bytes of `input` are
    /// done with; the others must be at the front of the next call's.
    Status decode(std::string_view input, std::string& body, std::size_t& consumed);

private:
    enum class Place : std::uint8_t { size_line, data, data_end, trailer };

    Status decode_size_line(std::string_view line);
    Status decode_trailer(std::string_view line);

    Place place_ = Place::size_line;
    std::uint64_t chunk_bytes_left_ = 0;
    std::size_t body_bytes_max_ = 0;
    std::size_t trailer_bytes_left_ = 0;
};

}  // namespace forebay::server
