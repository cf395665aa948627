#pragma once

#include <forebay/base/result.hpp>

#include <boost/json/object.hpp>

#include <string_view>

/// The forms in which other brokers are configured, each read into the same kind of document. A
/// refusal says at which line what was expected: `3: expected a value`.
namespace forebay::provision {

Result<boost::json::object> parse_json_document(std::string_view text);

/// YAML. Every scalar is a string.
Result<boost::json::object> parse_yaml_document(std::string_view text);

/// The part of HOCON that configurations of ElasticMQ are written in: nested objects, paths, lists,
/// quoted and unquoted strings, comments. Every scalar is a string. Substitutions, `+=` and
/// `include` are refused, but for ElasticMQ's own `include classpath("application.conf")`, which
/// only says its defaults.
Result<boost::json::object> parse_hocon_document(std::string_view text);

}  // namespace forebay::provision
