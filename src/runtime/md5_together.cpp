#include <forebay/runtime/md5_together.hpp>

#include <boost/asio/any_completion_handler.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/execution_context.hpp>
#include <boost/asio/post.hpp>

#include <cstddef>
#include <utility>
#include <vector>

namespace forebay::runtime {
namespace {

using Handler = asio::any_completion_handler<void(Md5)>;

/// What was asked for on the one thread of an io_context.
class AskedDigests final : public asio::execution_context::service {
public:
    using key_type = AskedDigests;
    static inline asio::execution_context::id id;

    explicit AskedDigests(asio::execution_context& context) : service(context) {}

    void ask(std::string_view text, Handler handler, const Executor& executor) {
        if (texts_.empty()) {
            asio::post(executor, [this] { answer(); });  // behind all that has arrived by now
        }
        texts_.push_back(text);
        handlers_.push_back(std::move(handler));
    }

private:
    void answer() {
        const auto digests = md5_of_each(texts_);
        texts_.clear();
        std::vector<Handler> handlers = std::exchange(handlers_, {});
        for (std::size_t i = 0; i < handlers.size(); ++i) {
            std::move(handlers[i])(digests[i]);
        }
    }

    void shutdown() override { handlers_.clear(); }

    std::vector<std::string_view> texts_;
    std::vector<Handler> handlers_;
};

}  // namespace

Task<Md5> md5_together(std::string_view text) {
    return asio::async_initiate<const asio::use_awaitable_t<Executor>, void(Md5)>(
        [](auto handler, std::string_view text) {
            const Executor executor = asio::get_associated_executor(handler);
            asio::use_service<AskedDigests>(executor.context())
                .ask(text, std::move(handler), executor);
        },
        use_task, text);
}

}  // namespace forebay::runtime
