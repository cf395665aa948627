#pragma once

#include <forebay/base/errc.hpp>

#include <boost/system/result.hpp>

#include <string>

namespace forebay {

/// Why a request was refused. `code` picks the wire error, `detail` is the text the client reads.
struct Error {
    Errc code;
    std::string detail;

    friend bool operator==(const Error&, const Error&) = default;
};

/// Asked for the value of a result that holds an error: our mistake, so it ends the process.
[[noreturn]] void throw_exception_from_error(const Error& error,
                                             const boost::source_location& where);

/// A value, or the reason why there is none.
template <class T>
class [[nodiscard]] Result : public boost::system::result<T, Error> {
public:
    using boost::system::result<T, Error>::result;
};

}  // namespace forebay
