#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace forebay {

namespace asio = boost::asio;

/// Where handlers run: the thread of one shard. The concrete type, because the type-erased
/// executor costs a virtual call at each suspension.
using Executor = asio::io_context::executor_type;

/// How runtime/ and the folders above it spell "later".
template <class T>
using Task = asio::awaitable<T, Executor>;

/// The completion token that goes with Task.
inline constexpr asio::use_awaitable_t<Executor> use_task;

}  // namespace forebay
