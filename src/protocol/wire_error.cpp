#include "protocol/wire_error.hpp"

#include <algorithm>

namespace forebay::protocol {

namespace {

using enum ErrorOwner;

constexpr WireError internal{"InternalFailure", "InternalError", 500, framework};

// What services call alike, unless they say otherwise.
constexpr ErrorRow common[] = {
    {Errc::invalid_parameter,
     {"InvalidParameterValueException", "InvalidParameterValue", 400, framework}},
    {Errc::missing_parameter,
     {"MissingRequiredParameterException", "MissingParameter", 400, framework}},
    {Errc::unknown_action, {"UnknownOperationException", "InvalidAction", 404, framework, 400}},
    {Errc::malformed_request, {"SerializationException", "MalformedQueryString", 400, framework}},
    {Errc::validation_failed, {"ValidationException", "ValidationException", 400, validation}},
    {Errc::missing_signature,
     {"MissingAuthenticationTokenException", "MissingAuthenticationToken", 403, framework}},
    {Errc::incomplete_signature,
     {"IncompleteSignatureException", "IncompleteSignature", 403, framework}},
    {Errc::unknown_access_key,
     {"InvalidClientTokenIdException", "InvalidClientTokenId", 403, framework}},
    {Errc::signature_mismatch,
     {"SignatureDoesNotMatchException", "SignatureDoesNotMatch", 403, framework}},
    {Errc::request_expired, {"RequestExpiredException", "RequestExpired", 400, framework}},
    {Errc::access_denied, {"AccessDeniedException", "AccessDenied", 403, framework}},
    {Errc::disk_full, {"ServiceUnavailable", "ServiceUnavailable", 503, framework}},
    {Errc::shutting_down, {"ServiceUnavailable", "ServiceUnavailable", 503, framework}},
};

const WireError* find(ErrorTable table, Errc code) {
    const auto row = std::ranges::find(table, code, &ErrorRow::code);
    return row == table.end() ? nullptr : &row->wire;
}

}  // namespace

WireError wire_error(ErrorTable table, Errc code) {
    const WireError* wire = find(table, code);
    if (wire == nullptr) {
        wire = find(common, code);
    }
    return wire == nullptr ? internal : *wire;
}

}  // namespace forebay::protocol
