#pragma once

#include <boost/describe/class.hpp>

#include <string>
#include <utility>

/// What the shapes of all services are made of, besides std's types.
namespace forebay::service {

/// Raw bytes: base64 on the wire, in both protocols.
struct Blob {
    std::string bytes;
    friend bool operator==(const Blob&, const Blob&) = default;
};

/// Text that may be empty where it is required: the action says what an empty one means.
struct Text {
    std::string value;
    friend bool operator==(const Text&, const Text&) = default;
};

/// A list or a map that has to be there: a request without it is refused, a reply always has it.
/// Query spells an absent one and an empty one alike, so the action says what an empty one means.
template <class Container>
struct Required : Container {
    using Container::Container;
    Required(Container items) : Container(std::move(items)) {}
};

/// Nothing: the output of the actions that only succeed.
struct Empty {};
BOOST_DESCRIBE_STRUCT(Empty, (), ())

/// A structure without members: written as an empty one, where Empty is not written at all.
struct EmptyResult {};
BOOST_DESCRIBE_STRUCT(EmptyResult, (), ())

}  // namespace forebay::service
