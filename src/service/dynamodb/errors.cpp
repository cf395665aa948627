#include "service/dynamodb/errors.hpp"

#include <fmt/format.h>

#include <utility>

namespace forebay::service::dynamodb {

Error invalid(std::string text) {
    return {Errc::validation_failed, std::move(text)};
}

Error invalid_value(std::string_view what) {
    return invalid(fmt::format("One or more parameter values were invalid: {}", what));
}

Error null_at(std::string_view path) {
    return invalid(
        fmt::format("1 validation error detected: Value null at '{}' failed to satisfy constraint: "
                    "Member must not be null",
                    path));
}

Error table_not_found() {
    return {Errc::table_not_found, "Requested resource not found"};
}

Error table_not_found(std::string_view name) {
    return {Errc::table_not_found,
            fmt::format("Requested resource not found: Table: {} not found", name)};
}

Error item_error(Error error) {
    if (error.code == Errc::table_not_found) {
        return table_not_found();
    }
    if (error.code == Errc::condition_failed) {
        return {error.code, "The conditional request failed"};
    }
    return error;
}

Error table_error(Error error, std::string_view name) {
    return error.code == Errc::table_not_found ? table_not_found(name) : error;
}

}  // namespace forebay::service::dynamodb
