// AWS JSON from bytes. The first byte picks the shape. What is taken is JSON for Boost.JSON too,
// and comes back the same from what is written of it.

#include "protocol/aws_json/reader.hpp"
#include "protocol/aws_json/writer.hpp"
#include "tests/protocol/all_shapes.hpp"
#include <forebay/base/assert.hpp>

#include <boost/json/parse.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

using namespace forebay;
using namespace forebay::protocol;

namespace {

bool is_json(std::string_view text) {
    boost::json::error_code ec;
    boost::json::parse_options options;
    options.max_depth = 128;
    boost::json::parse(text, ec, {}, options);
    return !ec;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    if (size == 0) {
        return 0;
    }
    const AnyShape& any = all_shapes()[bytes[0] % all_shapes().size()];
    const std::string_view text(reinterpret_cast<const char*>(bytes) + 1, size - 1);

    const auto value = any.make();
    const auto read = aws_json::read(text, *any.shape, value.get());
    if (!read) {
        FOREBAY_ASSERT(!read.error().detail.empty());
        return 0;
    }
    FOREBAY_ASSERT(text.empty() || is_json(text));

    std::string once, twice;
    aws_json::write(*any.shape, value.get(), once, {});
    const auto again = any.make();
    FOREBAY_ASSERT(aws_json::read(once, *any.shape, again.get()).has_value());
    aws_json::write(*any.shape, again.get(), twice, {});
    FOREBAY_ASSERT(once == twice);
    return 0;
}
