#include "model/value_bytes.hpp"
#include <forebay/model/value_writer.hpp>

#include <algorithm>
#include <limits>
#include <vector>

// How it works: the header of a container is written as if its length and its count took a byte
// each, and made longer at the end where they do not. Elements that came in order stay where they
// are.
namespace forebay {
namespace {

// An element of a container, in a copy of its bytes.
struct Piece {
    std::string_view text;  // what it is sorted by
    std::string_view bytes;
};

std::vector<Piece> pieces_of(std::string_view elements, bool are_entries) {
    std::vector<Piece> pieces;
    while (!elements.empty()) {
        const char* const begin = elements.data();
        const std::string_view text = take_text(elements);
        if (are_entries) {
            ValueReader::take(elements);
        }
        pieces.push_back({text, {begin, elements.data()}});
    }
    return pieces;
}

std::uint32_t checked_length(std::size_t length) {
    FOREBAY_ASSERT(length <= std::numeric_limits<std::uint32_t>::max());
    return static_cast<std::uint32_t>(length);
}

}  // namespace

void ValueWriter::number(const Number& number) {
    std::string ordered;
    number.append_ordered(ordered);
    scalar(ValueType::number, ordered);
}

void ValueWriter::boolean(bool value) {
    scalar(ValueType::boolean, value ? std::string_view("\1", 1) : std::string_view("\0", 1));
}

void ValueWriter::value(ValueView value) {
    count_value();
    out_ += value.bytes();
}

void ValueWriter::scalar(ValueType type, std::string_view payload) {
    count_value();
    out_ += static_cast<char>(type);
    append_text(payload);
}

void ValueWriter::append_text(std::string_view text) {
    char length[length_bytes_max];
    out_.append(length, put_length(checked_length(text.size()), length));
    out_ += text;
}

void ValueWriter::begin_item() {
    FOREBAY_ASSERT(open_.empty());
    const std::size_t start = out_.size();
    out_ += '\0';
    open_.push_back({.type = ValueType::map,
                     .start = start,
                     .elements = out_.size(),
                     .last = out_.size(),
                     .is_item = true});
}

void ValueWriter::begin_set(ValueType type) {
    FOREBAY_ASSERT(is_set(type));
    begin(type);
}

void ValueWriter::begin(ValueType type) {
    count_value();
    const std::size_t start = out_.size();
    const char header[] = {static_cast<char>(type), 0, 0};
    out_.append(header, sizeof header);
    open_.push_back({.type = type, .start = start, .elements = out_.size(), .last = out_.size()});
}

void ValueWriter::name(std::string_view name) {
    FOREBAY_ASSERT(!open_.empty() && open_.back().type == ValueType::map);
    add_text(name);
}

void ValueWriter::element(std::string_view ordered) {
    FOREBAY_ASSERT(!open_.empty() && is_set(open_.back().type));
    add_text(ordered);
}

void ValueWriter::add_text(std::string_view text) {
    Open& open = open_.back();
    if (open.count > 0 && open.is_sorted) {
        std::string_view last = std::string_view(out_).substr(open.last);
        open.is_sorted = take_text(last) < text;
    }
    open.last = out_.size();
    ++open.count;
    append_text(text);
}

void ValueWriter::count_value() {
    if (!open_.empty() && open_.back().type == ValueType::list) {
        ++open_.back().count;
    }
}

bool ValueWriter::end() {
    FOREBAY_ASSERT(!open_.empty());
    Open open = open_.back();
    open_.pop_back();
    const std::uint32_t given = open.count;
    if (!open.is_sorted) {
        sort(open);
    }
    char header[1 + 2 * length_bytes_max];
    char* header_end = header;
    if (!open.is_item) {
        const std::size_t payload = length_bytes(open.count) + out_.size() - open.elements;
        *header_end++ = static_cast<char>(open.type);
        header_end = put_length(checked_length(payload), header_end);
    }
    header_end = put_length(open.count, header_end);
    out_.replace(open.start, open.elements - open.start, header,
                 static_cast<std::size_t>(header_end - header));
    return open.count == given || open.type == ValueType::map;
}

void ValueWriter::sort(Open& open) {
    const std::string copy = out_.substr(open.elements);
    auto pieces = pieces_of(copy, open.type == ValueType::map);
    std::ranges::sort(pieces, [](const Piece& a, const Piece& b) {
        return a.text != b.text ? a.text < b.text : a.bytes.data() < b.bytes.data();
    });
    out_.resize(open.elements);
    open.count = 0;
    for (auto piece = pieces.begin(); piece != pieces.end(); ++piece) {
        const auto next = piece + 1;
        if (next == pieces.end() || next->text != piece->text) {
            out_ += piece->bytes;
            ++open.count;
        }
    }
}

}  // namespace forebay
