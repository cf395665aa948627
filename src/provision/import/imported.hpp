#pragma once

#include "provision/declarations.hpp"
#include "provision/import/import.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// What other brokers' configurations come to, before it is written as TOML.
namespace forebay::provision {

/// A table of our file: what it says, and what could not be carried over.
struct ImportedTable {
    std::string name;      ///< of a queue or a topic
    StringMap keys;        ///< other keys with texts: `region`, `topic`, `queue`, `endpoint` …
    StringMap attributes;  ///< by their names on the wire
    StringMap tags;
    std::vector<std::string> remarks;
};

struct Imported {
    std::string origin;  ///< `an ElasticMQ configuration`
    StringMap settings;  ///< `account`, `region`
    std::vector<ImportedTable> queues;
    std::vector<ImportedTable> topics;
    std::vector<ImportedTable> subscriptions;
    std::vector<std::string> remarks;  ///< about the whole
};

Imported import_elasticmq(const boost::json::object& document);
Imported import_goaws(const boost::json::object& document);
Imported import_fauxqs(const boost::json::object& document);

Written write_toml(const Imported& imported);

// What the three have in common.

/// A scalar as text: `30`, `true`. nullopt: it is none.
std::optional<std::string> scalar(const boost::json::value& value);

/// The member as an object or list; an empty one when it is not there or something else.
const boost::json::object& object_of(const boost::json::object& from, std::string_view key);
const boost::json::array& list_of(const boost::json::object& from, std::string_view key);
std::optional<std::string> text_of(const boost::json::object& from, std::string_view key);

/// All scalars of an object.
StringMap texts_of(const boost::json::object& from);

/// `copyTo is not carried over: Forebay does not copy messages`.
std::string remark(std::string_view key, std::string_view why);

/// Tells the keys of `from` that are not in `known`.
void remark_unknown(const boost::json::object& from, std::vector<std::string_view> known,
                    std::vector<std::string>& remarks);

}  // namespace forebay::provision
