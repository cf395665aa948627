#pragma once

#include <forebay/base/result.hpp>
#include <forebay/base/task.hpp>
#include <forebay/service/context.hpp>
#include <forebay/service/sts/shapes.hpp>

/// The part of STS by which clients find out who they are. The context outlives the task.
namespace forebay::service::sts {

/// Never refused, whatever policies say.
Task<Result<GetCallerIdentityOutput>> get_caller_identity(Context& context, EmptyResult input);

}  // namespace forebay::service::sts
