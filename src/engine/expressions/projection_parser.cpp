#include "engine/expressions/parser.hpp"

#include <vector>

namespace forebay::engine::expressions {
namespace {

class ProjectionParser final : public Parser {
public:
    using Parser::Parser;

    Result<void> parse() {
        std::vector<Slice> paths;
        do {
            const auto one = path();
            if (!one) {
                return *syntax_error();
            }
            add_path(program_, paths, *one, mistakes_);
        } while (take_symbol(","));
        if (!expect_end()) {
            return *syntax_error();
        }
        if (auto mistake = mistakes_.first(
                {Mistake::reserved_word, Mistake::name, Mistake::overlap, Mistake::conflict})) {
            return *std::move(mistake);
        }
        return {};
    }

private:
    bool is_keyword(const Token& /*token*/) const override { return false; }
};

}  // namespace

Result<void> parse_projection(std::string_view text, Placeholders& placeholders, Program& program) {
    return ProjectionParser(text, placeholders, program).parse();
}

}  // namespace forebay::engine::expressions
