#include <forebay/protocol/http.hpp>

#include <algorithm>

namespace forebay::protocol {
namespace {

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool same_name(std::string_view a, std::string_view b) {
    return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(),
                                              [](char x, char y) { return lower(x) == lower(y); });
}

}  // namespace

std::string_view HttpRequest::header(std::string_view name) const {
    for (const Header& header : headers) {
        if (same_name(header.name, name)) {
            return header.value;
        }
    }
    return {};
}

}  // namespace forebay::protocol
