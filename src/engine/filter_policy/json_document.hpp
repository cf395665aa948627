#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace forebay::engine::filter_policy {

enum class JsonKind : std::uint8_t {
    object,
    array,
    string,
    number,
    literal_true,
    literal_false,
    null
};

/// One value of a JSON text, or the name of a member.
struct JsonToken {
    JsonKind kind;
    bool has_escapes;     ///< of a string
    std::uint32_t begin;  ///< where its text begins; of a string behind the quote
    std::uint32_t end;    ///< where it ends; of a string before the quote
    std::uint32_t next;   ///< the token behind this one and all that is in it
};

/// Where a text stops being JSON.
struct JsonFailure {
    std::string what;
    std::size_t consumed = 0;  ///< bytes read, with the one that may not be there
};

/// A JSON text (RFC 8259) as a flat row of tokens, each before what it holds. Policies need to know
/// where in their text a thing stands, and of a body only a few paths are looked at: so nothing is
/// copied or decoded before it is asked for. The text must outlive the document.
///
/// An object is followed by its members, each the token of its name and then its value; an array by
/// its elements; `next` leads from one to the next, and out of the object at the end.
class JsonDocument {
public:
    static constexpr std::size_t depth_max = 1000;

    /// Reads another text, in the room of the one before. False: it is no JSON, or nested more
    /// deeply than `depth_max`, and `failure` says where. The bytes of strings are not looked at,
    /// except for control characters: that the text is UTF-8 has been seen to before.
    bool read(std::string_view text);

    const JsonFailure& failure() const { return failure_; }
    std::string_view text() const { return text_; }

    /// The token 0 is the whole text.
    const JsonToken& operator[](std::uint32_t token) const { return tokens_[token]; }

    /// A number or literal as it is written.
    std::string_view spelling(std::uint32_t token) const {
        return text_.substr(tokens_[token].begin, tokens_[token].end - tokens_[token].begin);
    }

    /// The text of a string or name: in the document's own text, or decoded into `decoded` when
    /// it has escapes.
    std::string_view string(std::uint32_t token, std::string& decoded) const;

private:
    class Reader;

    std::string_view text_;
    std::vector<JsonToken> tokens_;
    std::vector<std::uint32_t> open_;  // the objects and arrays around the place of the reader
    JsonFailure failure_;
};

}  // namespace forebay::engine::filter_policy
