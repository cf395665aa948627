#include "protocol/pages.hpp"

#include "protocol/admin/page.hpp"
#include "protocol/backup_page.hpp"
#include "protocol/certificate_page.hpp"
#include "protocol/health_page.hpp"
#include "protocol/localstack/pages.hpp"
#include "protocol/mail_page.hpp"
#include "protocol/metrics/page.hpp"
#include "protocol/recorded_page.hpp"
#include "protocol/tables/page.hpp"

namespace forebay::protocol {

namespace {

constexpr const Page* pages[] = {&health_page,
                                 &dynamodb_check_page,
                                 &certificate_page,
                                 &recorded_page,
                                 &mail_page,
                                 &backup_page,
                                 &metrics_page,
                                 &tables::page,
                                 &admin::page,
                                 &localstack::state_page,
                                 &localstack::messages_page};

}  // namespace

service::Context PageCall::context() const {
    return make_context(request, caller, endpoint_of(request, options), broker, options);
}

const Page* find_page(const PageCall& call) {
    for (const Page* page : pages) {
        if (page->is_meant(call)) {
            return page;
        }
    }
    return nullptr;
}

}  // namespace forebay::protocol
