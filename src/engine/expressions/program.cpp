#include "engine/expressions/program.hpp"

namespace forebay::engine::expressions {

std::uint32_t Program::add(const Operand& operand) {
    operands.push_back(operand);
    return static_cast<std::uint32_t>(operands.size() - 1);
}

std::uint32_t Program::add(Test test, std::span<const std::uint32_t> of) {
    const Slice slice{static_cast<std::uint32_t>(ids.size()),
                      static_cast<std::uint32_t>(of.size())};
    ids.insert(ids.end(), of.begin(), of.end());
    nodes.push_back({test, slice});
    return static_cast<std::uint32_t>(nodes.size() - 1);
}

std::uint32_t Program::add_value(ValueView value) {
    return add(Operand{.kind = OperandKind::value, .value = value});
}

std::uint32_t Program::add_attribute(std::string_view name) {
    const Slice path{static_cast<std::uint32_t>(elements.size()), 1};
    elements.push_back({.name = name});
    uses.push_back({.name = name, .is_nested = false});
    return add(Operand{.kind = OperandKind::path, .path = path});
}

}  // namespace forebay::engine::expressions
