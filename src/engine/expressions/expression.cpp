#include "engine/expressions/evaluation.hpp"
#include "engine/expressions/key_tests.hpp"
#include "engine/expressions/program.hpp"
#include "engine/expressions/projection.hpp"
#include "engine/expressions/update.hpp"
#include <forebay/engine/expression.hpp>

#include <utility>

namespace forebay::engine {

Condition::Condition(std::shared_ptr<const expressions::Program> program)
    : program_(std::move(program)) {}

bool Condition::holds(MapView item) const {
    return expressions::holds(*program_, item);
}

std::span<const AttributeUse> Condition::uses() const {
    return program_->uses;
}

Projection::Projection(std::shared_ptr<const expressions::Program> program)
    : program_(std::move(program)) {}

Item Projection::of(MapView item) const {
    return expressions::project(program_->tree, item);
}

std::span<const AttributeUse> Projection::uses() const {
    return program_->uses;
}

Update::Update(std::shared_ptr<const expressions::Program> program)
    : program_(std::move(program)) {}

Result<Item> Update::apply(MapView item) const {
    return expressions::apply(*program_, item);
}

Item Update::named_parts(MapView item) const {
    return expressions::project(program_->tree, item);
}

std::span<const AttributeUse> Update::targets() const {
    return program_->targets;
}

std::span<const AttributeUse> Update::uses() const {
    return program_->uses;
}

KeyCondition::KeyCondition(std::shared_ptr<const expressions::Program> program)
    : program_(std::move(program)) {}

Result<KeyRange> KeyCondition::resolve(const KeySchema& schema) const {
    return expressions::resolve(*program_, schema);
}

}  // namespace forebay::engine
