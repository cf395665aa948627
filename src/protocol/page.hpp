#pragma once

#include "protocol/exchange.hpp"
#include <forebay/base/task.hpp>
#include <forebay/protocol/front.hpp>
#include <forebay/protocol/http.hpp>
#include <forebay/service/access/need.hpp>

#include <functional>

namespace forebay::protocol {

class ActionMeters;

/// A request, and what is needed to answer it. It lives until it is answered.
struct PageCall {
    HttpRequest& request;
    Target target;
    runtime::Broker& broker;
    const FrontOptions& options;
    const std::function<bool()>& is_ready;
    HttpResponse& response;                ///< 200 and empty, to begin with
    const ActionMeters* meters = nullptr;  ///< null: requests are not counted
    Caller caller = {};                    ///< from `answer` on

    /// What an action of a service would know of the request.
    service::Context context() const;
};

inline constexpr std::string_view open_to_all;

/// Something that is answered over HTTP and is no action of a service.
struct Page {
    /// Whether it is meant. Asked for every request, so quickly.
    bool (*is_meant)(const PageCall& call);

    Task<void> (*answer)(const PageCall& call);

    /// With access control only those get in who may do this; empty: open_to_all.
    std::string_view permission = "forebay:Admin";

    /// What else of permissions is needed, where it depends on the request; null: `permission`, for
    /// everything.
    service::access::Needs (*needs)(const PageCall& call) = nullptr;
};

}  // namespace forebay::protocol
