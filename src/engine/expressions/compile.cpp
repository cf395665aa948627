#include "engine/expressions/key_tests.hpp"
#include "engine/expressions/parser.hpp"
#include "engine/expressions/placeholders.hpp"
#include "engine/expressions/program.hpp"
#include <forebay/engine/expression.hpp>
#include <forebay/model/limits.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

namespace forebay::engine {
namespace {

using expressions::Placeholders;
using expressions::Program;
using expressions::Source;

Error refusal(std::string text) {
    return {Errc::validation_failed, std::move(text)};
}

using Parse = Result<void> (*)(std::string_view text, Placeholders& placeholders, Program& program);

std::optional<std::string> refused_length(std::string_view text) {
    if (text.empty()) {
        return "The expression can not be empty;";
    }
    if (text.size() > limits::expression_bytes_max) {
        return fmt::format(
            "Expression size has exceeded the maximum allowed size; expression size: {}",
            text.size());
    }
    return std::nullopt;
}

/// Compiles the expressions of one request.
class Compiler {
public:
    explicit Compiler(ExpressionTexts texts)
        : source_(std::make_shared<Source>(Source{std::move(texts), {}, {}})),
          placeholders_(source_->texts.names, source_->texts.values) {}

    const ExpressionTexts& texts() const { return source_->texts; }

    /// The program of `text`, which is the member `name` of the request; null when it is absent.
    Result<std::shared_ptr<Program>> program(const std::optional<std::string>& text,
                                             std::string_view name, Parse parse) {
        if (!text) {
            return std::shared_ptr<Program>();
        }
        if (const auto refused = refused_length(*text)) {
            return refusal(fmt::format("Invalid {}: {}", name, *refused));
        }
        auto program = std::make_shared<Program>();
        program->source = source_;
        if (const auto parsed = parse(*text, placeholders_, *program); !parsed) {
            return refusal(fmt::format("Invalid {}: {}", name, parsed.error().detail));
        }
        return program;
    }

    Result<void> check_all_used() const { return placeholders_.check_all_used(); }

private:
    std::shared_ptr<Source> source_;
    Placeholders placeholders_;
};

/// Whether a member counts as one that is older than expressions. KeyConditions with other
/// expressions than its own is how some clients query.
bool counts_as_legacy(const Parameter& parameter, const ExpressionParameters& parameters) {
    const bool has_key_expression = std::ranges::any_of(
        parameters.expressions,
        [](const Parameter& one) { return one.name == "KeyConditionExpression" && one.is_given; });
    return parameter.is_given && (parameter.name != "KeyConditions" || has_key_expression);
}

std::string joined(const std::vector<std::string_view>& names, std::string_view separator) {
    return fmt::format("{}", fmt::join(names, separator));
}

}  // namespace

Result<Expressions> compile(ExpressionTexts texts) {
    if (texts.are_absent()) {
        return Expressions();
    }
    if (const auto checked = Placeholders::check(texts.names, texts.values); !checked) {
        return checked.error();
    }
    Compiler compiler(std::move(texts));
    const ExpressionTexts& kept = compiler.texts();
    const auto update =
        compiler.program(kept.update, "UpdateExpression", expressions::parse_update);
    if (!update) {
        return update.error();
    }
    const auto condition =
        compiler.program(kept.condition, "ConditionExpression", expressions::parse_condition);
    if (!condition) {
        return condition.error();
    }
    const auto key_condition = compiler.program(kept.key_condition, "KeyConditionExpression",
                                                expressions::parse_condition);
    if (!key_condition) {
        return key_condition.error();
    }
    const auto filter =
        compiler.program(kept.filter, "FilterExpression", expressions::parse_condition);
    if (!filter) {
        return filter.error();
    }
    const auto projection =
        compiler.program(kept.projection, "ProjectionExpression", expressions::parse_projection);
    if (!projection) {
        return projection.error();
    }
    if (const auto checked = compiler.check_all_used(); !checked) {
        return checked.error();
    }
    if (*key_condition) {
        if (const auto made = expressions::make_key_tests(**key_condition); !made) {
            return made.error();
        }
        if (const auto checked = expressions::check_key_test_count(**key_condition); !checked) {
            return checked.error();
        }
    }
    Expressions compiled;
    if (*update) {
        compiled.update.emplace(*update);
    }
    if (*condition) {
        compiled.condition.emplace(*condition);
    }
    if (*key_condition) {
        compiled.key_condition.emplace(*key_condition);
    }
    if (*filter) {
        compiled.filter.emplace(*filter);
    }
    if (*projection) {
        compiled.projection.emplace(*projection);
    }
    return compiled;
}

Result<void> check_parameters(const ExpressionParameters& parameters) {
    std::vector<std::string_view> expressions, legacy, with_values;
    bool is_value_usable = false;
    for (const Parameter& one : parameters.expressions) {
        if (one.is_given) {
            expressions.push_back(one.name);
        }
        if (one.name != "ProjectionExpression") {
            with_values.push_back(one.name);
            is_value_usable = is_value_usable || one.is_given;
        }
    }
    for (const Parameter& one : parameters.legacy) {
        if (counts_as_legacy(one, parameters)) {
            legacy.push_back(one.name);
        }
    }
    if (!expressions.empty() && !legacy.empty()) {
        return refusal(
            fmt::format("Can not use both expression and non-expression parameters in the same "
                        "request: Non-expression parameters: {{{}}} Expression parameters: {{{}}}",
                        joined(legacy, ", "), joined(expressions, ", ")));
    }
    if (parameters.has_names && expressions.empty()) {
        return refusal("ExpressionAttributeNames can only be specified when using expressions");
    }
    if (parameters.has_values && !with_values.empty() && !is_value_usable) {
        return refusal(
            fmt::format("ExpressionAttributeValues can only be specified when using expressions: "
                        "{} {} null",
                        joined(with_values, " and "), with_values.size() == 1 ? "is" : "are"));
    }
    return {};
}

}  // namespace forebay::engine
