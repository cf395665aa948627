#include <forebay/base/letter_case.hpp>
#include <forebay/protocol/http.hpp>

namespace forebay::protocol {

std::string_view HttpRequest::header(std::string_view name) const {
    for (const Header& header : headers) {
        if (same_in_any_case(header.name, name)) {
            return header.value;
        }
    }
    return {};
}

}  // namespace forebay::protocol
