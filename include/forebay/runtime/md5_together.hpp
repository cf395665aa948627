#pragma once

#include <forebay/base/digest.hpp>
#include <forebay/base/task.hpp>

#include <boost/asio/any_completion_handler.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/deferred.hpp>

#include <string_view>
#include <utility>

namespace forebay::runtime {

using Md5Handler = asio::any_completion_handler<void(Md5)>;

/// What md5_together does, for those who have a handler.
void ask_for_md5(std::string_view text, const Executor& executor, Md5Handler handler);

/// The MD5 of `text`, which must live until then: to be awaited in a Task. What is asked for on a
/// thread before it turns to what arrives later is computed together (see md5_of_each), so with
/// many clients in a fraction of the time that one after the other takes.
inline auto md5_together(std::string_view text) {
    return asio::async_initiate<const asio::deferred_t, void(Md5)>(
        [text](auto handler) {
            const Executor executor = asio::get_associated_executor(handler);
            ask_for_md5(text, executor, std::move(handler));
        },
        asio::deferred);
}

}  // namespace forebay::runtime
