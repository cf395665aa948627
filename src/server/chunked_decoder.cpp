#include "server/chunked_decoder.hpp"

#include "server/characters.hpp"
#include <forebay/base/letter_case.hpp>

#include <algorithm>
#include <charconv>

namespace forebay::server {
namespace {

constexpr std::size_t size_line_bytes_max = 1024;
constexpr std::size_t size_digits_max = 15;  // so that it fits in 64 bits

}  // namespace

void ChunkedDecoder::reset(std::size_t body_bytes_max, std::size_t trailer_bytes_max) {
    place_ = Place::size_line;
    chunk_bytes_left_ = 0;
    body_bytes_max_ = body_bytes_max;
    trailer_bytes_left_ = trailer_bytes_max;
}

ChunkedDecoder::Status ChunkedDecoder::decode(std::string_view input, std::string& body,
                                              std::size_t& consumed) {
    consumed = 0;
    for (;;) {
        const std::string_view rest = input.substr(consumed);
        if (place_ == Place::data) {
            const std::string_view data = rest.substr(0, chunk_bytes_left_);
            body.append(data);
            consumed += data.size();
            chunk_bytes_left_ -= data.size();
            if (chunk_bytes_left_ > 0) {
                return Status::need_more;
            }
            place_ = Place::data_end;
            continue;
        }

        // All else comes in lines.
        const std::size_t line_feed = rest.find('\n');
        if (line_feed == std::string_view::npos) {
            const std::size_t bytes_max = place_ == Place::data_end  ? 1
                                          : place_ == Place::trailer ? trailer_bytes_left_
                                                                     : size_line_bytes_max + 1;
            return rest.size() > bytes_max ? Status::malformed : Status::need_more;
        }
        if (line_feed == 0 || rest[line_feed - 1] != '\r') {
            return Status::malformed;
        }
        const std::string_view line = rest.substr(0, line_feed - 1);
        consumed += line_feed + 1;

        Status status = Status::need_more;
        switch (place_) {
            case Place::size_line:
                status = decode_size_line(line);
                if (body.size() + chunk_bytes_left_ > body_bytes_max_) {
                    status = Status::too_long;
                }
                break;
            case Place::data_end:
                status = line.empty() ? Status::need_more : Status::malformed;
                place_ = Place::size_line;
                break;
            case Place::trailer:
                status = decode_trailer(line);
                break;
            case Place::data:
                break;
        }
        if (status != Status::need_more) {
            return status;
        }
    }
}

ChunkedDecoder::Status ChunkedDecoder::decode_size_line(std::string_view line) {
    const char* const end = line.data() + line.size();
    const auto parsed = std::from_chars(line.data(), end, chunk_bytes_left_, 16);
    const auto digits = static_cast<std::size_t>(parsed.ptr - line.data());
    if (digits == 0 || digits > size_digits_max || line.size() > size_line_bytes_max) {
        chunk_bytes_left_ = 0;
        return Status::malformed;
    }
    const std::string_view extensions = trimmed(line.substr(digits));
    if (!is_field_text(extensions) || (!extensions.empty() && extensions.front() != ';')) {
        return Status::malformed;
    }
    place_ = chunk_bytes_left_ == 0 ? Place::trailer : Place::data;
    return Status::need_more;
}

ChunkedDecoder::Status ChunkedDecoder::decode_trailer(std::string_view line) {
    if (line.empty()) {
        return Status::done;
    }
    const std::size_t colon = line.find(':');
    if (line.size() + 2 > trailer_bytes_left_ || colon == 0 || colon == std::string_view::npos ||
        !std::all_of(line.begin(), line.begin() + static_cast<std::ptrdiff_t>(colon), is_token) ||
        !is_field_text(line.substr(colon))) {
        return Status::malformed;
    }
    const std::string_view name = line.substr(0, colon);
    if (same_in_any_case(name, "content-length") || same_in_any_case(name, "transfer-encoding")) {
        return Status::malformed;
    }
    trailer_bytes_left_ -= line.size() + 2;
    return Status::need_more;
}

}  // namespace forebay::server
