// AWS Query from bytes. The first byte picks the shape. What is taken comes back the same from a
// form that is written of it, and its XML is free of what XML cannot say.

#include "protocol/aws_json/writer.hpp"
#include "protocol/aws_query/form.hpp"
#include "protocol/aws_query/reader.hpp"
#include "protocol/aws_query/xml_writer.hpp"
#include "protocol/text/utf8.hpp"
#include "tests/protocol/all_shapes.hpp"
#include "tests/protocol/form_writer.hpp"
#include <forebay/base/assert.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

using namespace forebay;
using namespace forebay::protocol;

namespace {

std::string json_of(const AnyShape& any, const void* value) {
    std::string json;
    aws_json::write(*any.shape, value, json, {});
    return json;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    if (size == 0) {
        return 0;
    }
    const AnyShape& any = all_shapes()[bytes[0] % all_shapes().size()];
    const std::string_view text(reinterpret_cast<const char*>(bytes) + 1, size - 1);

    const std::size_t middle = text.size() / 2;  // some of it in the URL, the rest in the body
    const auto form = aws_query::Form::parse(text.substr(0, middle), text.substr(middle));
    if (!form) {
        return 0;
    }
    const auto value = any.make();
    const auto read = aws_query::read(*form, *any.shape, value.get());
    if (!read) {
        FOREBAY_ASSERT(!read.error().detail.empty() && is_utf8(read.error().detail));
        return 0;
    }

    std::string xml;
    aws_query::write_xml(*any.shape, value.get(), xml, {});
    FOREBAY_ASSERT(std::ranges::none_of(
        xml, [](char c) { return c >= 0 && c < ' ' && c != '\t' && c != '\n'; }));
    FOREBAY_ASSERT(is_utf8(xml));

    const std::string written = form_of(*any.shape, value.get());
    const auto again_form = aws_query::Form::parse({}, written);
    const auto again = any.make();
    FOREBAY_ASSERT(aws_query::read(*again_form, *any.shape, again.get()).has_value());
    FOREBAY_ASSERT(json_of(any, value.get()) == json_of(any, again.get()));
    return 0;
}
