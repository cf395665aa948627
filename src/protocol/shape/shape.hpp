#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

/// What a codec knows of a value: its shape, as data. The codecs walk a value by its shape and are
/// ordinary functions, compiled once; only the tables here are made for each type (shape_of.hpp).
namespace forebay::service {
struct Constraint;
}

namespace forebay::protocol {

/// What is behind the `void*` of a value of this kind.
enum class Kind : std::uint8_t {
    string,           ///< std::string
    blob,             ///< std::string: raw bytes
    integer,          ///< std::int64_t
    decimal,          ///< double: written as JSON, never read
    boolean,          ///< bool
    error_code,       ///< Errc: written as its Query code, never read
    attribute_value,  ///< GivenValue; in JSON only
    attributes,       ///< GivenItem; in JSON only
    item,             ///< Item: written as JSON, never read
    structure,        ///< by its members
    list,             ///< by `append` and `each`
    map,              ///< by `insert` and `each`
};

struct Shape;

/// One member of a structure.
struct Member {
    std::string_view name;   ///< in JSON; also in Query unless it is a list or a map
    std::string_view query;  ///< in Query and XML
    std::string_view item;   ///< between `query` and the index; empty: flattened
    std::string_view key;    ///< of the entries of a map, in Query and XML
    std::string_view value;
    std::string_view plain;  ///< in JSON that stands for XML
    const Shape* shape;
    const service::Constraint* constraint;  ///< null: none
    bool required;                     ///< a request without it is refused, a reply always has it
    bool may_be_empty;                 ///< a required string that may be empty
    void* (*open)(void* structure);    ///< the value, made present: for reading a request
    const void* (*look)(const void*);  ///< the value; null when it is absent and not written
};

/// Calls a callable that outlives it, for each item of a list or a map (`key` is empty in a list).
class ItemVisitor {
public:
    template <class Callable>
    explicit ItemVisitor(Callable& callable)
        : callable_(&callable), call_([](void* self, std::string_view key, const void* item) {
              (*static_cast<Callable*>(self))(key, item);
          }) {}

    void operator()(std::string_view key, const void* item) const { call_(callable_, key, item); }

private:
    void* callable_;
    void (*call_)(void*, std::string_view, const void*);
};

struct Shape {
    Kind kind;
    std::span<const Member> members = {};  ///< of a structure, in the order they are written
    bool is_nothing = false;               ///< not even an empty structure: service::Empty
    const Shape* item = nullptr;           ///< of a list or a map
    void* (*append)(void* list) = nullptr;
    void* (*insert)(void* map, std::string_view key) = nullptr;  ///< an empty one, if it was there
    void (*each)(const void* container, const ItemVisitor& visit) = nullptr;
};

constexpr bool is_container(Kind kind) {
    return kind == Kind::list || kind == Kind::map;
}

/// The text of the refusal for a required member that is not there: SQS specification 3.
std::string missing_text(std::string_view parameter);

}  // namespace forebay::protocol
