#include "config/setting.hpp"

#include <algorithm>

namespace forebay::config {

std::string Setting::flag() const {
    std::string flag = "--";
    for (const char c : path) {
        flag += c == '.' || c == '_' ? '-' : c;
    }
    return flag;
}

std::string Setting::variable() const {
    std::string variable = "FOREBAY_";
    for (const char c : path) {
        variable += c == '.' ? '_' : c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    }
    return variable;
}

std::string_view Setting::section() const {
    const std::size_t dot = path.rfind('.');
    return dot == std::string_view::npos ? std::string_view() : path.substr(0, dot);
}

std::string_view Setting::key() const {
    return path.substr(path.rfind('.') + 1);
}

const Setting* find_setting(std::string_view path) {
    const auto found = std::ranges::find(all_settings(), path, &Setting::path);
    return found == all_settings().end() ? nullptr : &*found;
}

}  // namespace forebay::config
