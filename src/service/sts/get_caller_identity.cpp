#include <forebay/service/access/principal.hpp>
#include <forebay/service/sts/actions.hpp>

namespace forebay::service::sts {

Task<Result<GetCallerIdentityOutput>> get_caller_identity(Context& context, EmptyResult /*input*/) {
    co_return GetCallerIdentityOutput{
        .arn = access::principal_arn(context.account, context.user_name),
        .user_id = access::principal_id(context.account, context.user_name),
        .account = context.account};
}

}  // namespace forebay::service::sts
