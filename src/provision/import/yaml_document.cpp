#include "provision/import/document.hpp"

#include <boost/json/array.hpp>
#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include <string>

namespace forebay::provision {
namespace {

namespace json = boost::json;

constexpr std::size_t nodes_max = 100'000;  // anchors can make a few lines into more than fits
constexpr std::size_t depth_max = 64;

class Converter {
public:
    json::value convert(const YAML::Node& node, std::size_t depth = 0) {
        if (++nodes_ > nodes_max || depth > depth_max) {
            throw YAML::ParserException(node.Mark(), "expected a smaller document");
        }
        switch (node.Type()) {
            case YAML::NodeType::Map: {
                json::object object;
                for (const auto& entry : node) {
                    object[entry.first.as<std::string>()] = convert(entry.second, depth + 1);
                }
                return object;
            }
            case YAML::NodeType::Sequence: {
                json::array list;
                for (const YAML::Node& item : node) {
                    list.push_back(convert(item, depth + 1));
                }
                return list;
            }
            case YAML::NodeType::Scalar:
                return json::string(node.Scalar());
            default:
                return nullptr;
        }
    }

private:
    std::size_t nodes_ = 0;
};

}  // namespace

Result<json::object> parse_yaml_document(std::string_view text) {
    try {
        json::value value = Converter().convert(YAML::Load(std::string(text)));
        if (!value.is_object()) {
            return Error{Errc::invalid_parameter, "1: expected a map"};
        }
        return std::move(value.as_object());
    } catch (const YAML::Exception& error) {
        return Error{Errc::invalid_parameter,
                     fmt::format("{}: {}", error.mark.line + 1, error.msg)};
    }
}

}  // namespace forebay::provision
