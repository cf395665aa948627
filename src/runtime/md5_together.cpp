#include <forebay/runtime/md5_together.hpp>

#include <boost/asio/execution_context.hpp>
#include <boost/asio/post.hpp>

#include <cstddef>
#include <utility>
#include <vector>

namespace forebay::runtime {
namespace {

/// What was asked for on the one thread of an io_context.
class AskedDigests final : public asio::execution_context::service {
public:
    using key_type = AskedDigests;
    static inline asio::execution_context::id id;

    explicit AskedDigests(asio::execution_context& context) : service(context) {}

    void ask(std::string_view text, Md5Handler handler, const Executor& executor) {
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
        std::vector<Md5Handler> handlers = std::exchange(handlers_, {});
        for (std::size_t i = 0; i < handlers.size(); ++i) {
            std::move(handlers[i])(digests[i]);
        }
    }

    void shutdown() override { handlers_.clear(); }

    std::vector<std::string_view> texts_;
    std::vector<Md5Handler> handlers_;
};

}  // namespace

void ask_for_md5(std::string_view text, const Executor& executor, Md5Handler handler) {
    asio::use_service<AskedDigests>(executor.context()).ask(text, std::move(handler), executor);
}

}  // namespace forebay::runtime
