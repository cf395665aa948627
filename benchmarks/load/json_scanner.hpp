#pragma once

#include <cstddef>
#include <string_view>

namespace forebay::load {

/// Walks over JSON text without building a document: the caller asks for the keys it knows and
/// skips the other values, of any form, in any order.
///
/// Strings come as they stand in the text, between their quotes and with their escapes. It is for
/// replies of a server, so it does not check what it skips; `ok()` turns false as soon as the text
/// is not what was asked for, and all calls then return empty or false.
class JsonScanner {
public:
    explicit JsonScanner(std::string_view text)
        : next_(text.data()), end_(text.data() + text.size()) {}

    bool ok() const { return ok_; }

    bool enter_object() { return take('{'); }
    bool enter_array() { return take('['); }

    /// The key of the next member of the object entered last; false at the object's end, which it
    /// passes. Between two calls the member's value must be taken or skipped.
    bool next_key(std::string_view& key);

    /// Whether the array entered last has another element; passes the array's end.
    bool next_element();

    /// The next value, a string, as it stands between its quotes.
    std::string_view take_string();

    void skip_value();

private:
    void skip_space();
    bool take(char expected);
    bool next_in(char closing);
    void fail();

    const char* next_;
    const char* end_;
    bool at_begin_ = false;  // just entered an object or array: no comma stands before what follows
    bool ok_ = true;
};

}  // namespace forebay::load
