#include "protocol/shape/constraints.hpp"
#include "protocol/shape/shape_of.hpp"
#include <forebay/protocol/check_input.hpp>
#include <forebay/service/dynamodb/constraints.hpp>
#include <forebay/service/dynamodb/wire_names.hpp>

namespace forebay::protocol {

Result<void> check_input(const service::dynamodb::CreateTableInput& input) {
    return check_constraints(shape_of<service::dynamodb::CreateTableInput>, &input);
}

Result<void> check_input(const service::dynamodb::UpdateTableInput& input) {
    return check_constraints(shape_of<service::dynamodb::UpdateTableInput>, &input);
}

Result<void> check_input(const service::dynamodb::UpdateTimeToLiveInput& input) {
    return check_constraints(shape_of<service::dynamodb::UpdateTimeToLiveInput>, &input);
}

}  // namespace forebay::protocol
