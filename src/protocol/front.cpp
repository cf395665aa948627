#include "protocol/front_of.hpp"
#include "protocol/services.hpp"
#include <forebay/protocol/front.hpp>

#include <utility>

namespace forebay::protocol {

std::unique_ptr<HttpHandler> make_front(runtime::Broker& broker, FrontOptions options,
                                        std::function<bool()> is_ready) {
    return make_front_of(services(), broker, std::move(options), std::move(is_ready));
}

}  // namespace forebay::protocol
