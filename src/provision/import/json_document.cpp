#include "provision/import/document.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/stream_parser.hpp>
#include <fmt/format.h>

#include <algorithm>

namespace forebay::provision {

namespace json = boost::json;

Result<json::object> parse_json_document(std::string_view text) {
    json::stream_parser parser;
    json::error_code failure;
    const std::size_t read = parser.write_some(text.data(), text.size(), failure);
    if (!failure) {
        parser.finish(failure);
    }
    if (!failure && text.find_first_not_of(" \t\r\n", read) != std::string_view::npos) {
        failure = json::error::extra_data;
    }
    if (failure) {
        const auto line = std::ranges::count(text.substr(0, read), '\n') + 1;
        return Error{Errc::invalid_parameter, fmt::format("{}: {}", line, failure.message())};
    }
    json::value value = parser.release();
    if (!value.is_object()) {
        return Error{Errc::invalid_parameter, "1: expected an object"};
    }
    return std::move(value.as_object());
}

}  // namespace forebay::provision
