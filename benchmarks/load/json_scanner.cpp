#include "load/json_scanner.hpp"

#include <cstring>

namespace forebay::load {
namespace {

bool ends_word(char c) {
    return std::string_view{" \t\r\n,:{}[]\""}.contains(c);
}

}  // namespace

bool JsonScanner::next_key(std::string_view& key) {
    if (!next_in('}')) {
        return false;
    }
    key = take_string();
    return take(':') && ok_;
}

bool JsonScanner::next_element() {
    return next_in(']');
}

// A quote ends the string unless an odd number of backslashes stands before it. Looking back from
// each quote lets memchr do the walking, also over bodies with many escapes.
std::string_view JsonScanner::take_string() {
    if (!take('"')) {
        return {};
    }
    at_begin_ = false;
    const char* const begin = next_;
    const char* from = begin;
    while (from < end_) {
        const auto* quote =
            static_cast<const char*>(std::memchr(from, '"', static_cast<std::size_t>(end_ - from)));
        if (quote == nullptr) {
            break;
        }
        const char* before = quote;
        while (before > begin && before[-1] == '\\') {
            --before;
        }
        if ((quote - before) % 2 == 0) {
            next_ = quote + 1;
            return {begin, static_cast<std::size_t>(quote - begin)};
        }
        from = quote + 1;
    }
    fail();
    return {};
}

void JsonScanner::skip_value() {
    std::size_t depth = 0;
    at_begin_ = false;
    do {
        skip_space();
        if (next_ == end_) {
            return fail();
        }
        switch (*next_) {
            case '"':
                take_string();
                break;
            case '{':
            case '[':
                ++depth;
                ++next_;
                break;
            case '}':
            case ']':
                if (depth == 0) {
                    return fail();
                }
                --depth;
                ++next_;
                break;
            case ',':
            case ':':
                if (depth == 0) {
                    return fail();
                }
                ++next_;
                break;
            default:  // a number or a word
                do {
                    ++next_;
                } while (next_ < end_ && !ends_word(*next_));
        }
    } while (ok_ && depth > 0);
}

void JsonScanner::skip_space() {
    while (next_ < end_ && (*next_ == ' ' || *next_ == '\n' || *next_ == '\r' || *next_ == '\t')) {
        ++next_;
    }
}

bool JsonScanner::take(char expected) {
    skip_space();
    if (!ok_ || next_ == end_ || *next_ != expected) {
        fail();
        return false;
    }
    ++next_;
    at_begin_ = expected == '{' || expected == '[';
    return true;
}

bool JsonScanner::next_in(char closing) {
    skip_space();
    if (!ok_ || next_ == end_) {
        fail();
        return false;
    }
    if (*next_ == closing) {
        ++next_;
        at_begin_ = false;
        return false;
    }
    if (!at_begin_ && !take(',')) {
        return false;
    }
    at_begin_ = false;
    return true;
}

void JsonScanner::fail() {
    ok_ = false;
    next_ = end_;
}

}  // namespace forebay::load
