#pragma once

#include "protocol/page.hpp"

/// Paths that LocalStack answers, for tools that know them.
namespace forebay::protocol::localstack {

/// `/_localstack/health`: which services run. `/_localstack/init` and `/_localstack/init/{stage}`:
/// which stages of the start are done; there are no scripts.
extern const Page state_page;

/// `/_aws/sqs/messages?QueueUrl=…` and `/_aws/sqs/messages/{region}/{account}/{queue}`: the
/// messages of a queue, as ReceiveMessage gives them in XML, or with `Accept: application/json` in
/// JSON; those that are in flight or delayed with `ShowInvisible` or `ShowDelayed`. Nothing is done
/// to them.
extern const Page messages_page;

}  // namespace forebay::protocol::localstack
