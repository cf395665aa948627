#pragma once

#include "provision/read.hpp"
#include <forebay/base/result.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace forebay::provision {

/// Whose configuration it is.
enum class ImportFormat : std::uint8_t {
    elasticmq,  ///< HOCON with `queues { … }`
    goaws,      ///< YAML with an environment that has Queues and Topics
    fauxqs,     ///< JSON: an init file
};

/// `elasticmq`, `goaws` or `fauxqs`.
std::optional<ImportFormat> parse_import_format(std::string_view name);

/// A settings file that declares what another broker was configured to have.
struct Written {
    std::string toml;                   ///< what has no equivalent is a comment in it
    std::vector<std::string> warnings;  ///< each of those again, with what it is about
    Owner owner;                        ///< by its settings
};

/// Errors: Errc::invalid_parameter, with the line and what was expected: `3: expected a value`; or
/// that no format fits, if none is given.
Result<Written> import_config(std::string_view text, std::optional<ImportFormat> format);

}  // namespace forebay::provision
