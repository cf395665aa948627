#include <forebay/base/assert.hpp>
#include <forebay/base/result.hpp>

namespace forebay {

void throw_exception_from_error(const Error& error, const boost::source_location&) {
    fail_stop("a result without a value was read: " + error.detail);
}

}  // namespace forebay
