#include "config/flags.hpp"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <unistd.h>

#include <string_view>

namespace forebay::config {
namespace {

constexpr std::string_view config_variable = "FOREBAY_CONFIG";

std::vector<Spelled> forebay_variables() {
    std::vector<Spelled> variables;
    for (char** entry = environ; *entry != nullptr; ++entry) {
        const std::string_view variable = *entry;
        const std::size_t equals = variable.find('=');
        if (variable.starts_with("FOREBAY_") && equals != std::string_view::npos) {
            variables.emplace_back(variable.substr(0, equals), variable.substr(equals + 1));
        }
    }
    return variables;
}

}  // namespace

Flags::Flags(CLI::App& app) : app_(app), values_(all_settings().size()) {
    app.add_option("--config", file_, "A TOML file with settings (variable FOREBAY_CONFIG)")
        ->take_last()
        ->type_name("FILE");
    for (std::size_t i = 0; i < all_settings().size(); ++i) {
        const Setting& setting = all_settings()[i];
        CLI::Option* option = app.add_option(setting.flag(), values_[i], std::string(setting.help))
                                  ->take_last()  // so that a command line can be added to
                                  ->type_name("")
                                  ->default_str(setting.show(Settings()));
        if (!setting.section().empty()) {
            option->group(std::string(setting.section()));
        }
    }
    app.allow_extras();  // reported with all other mistakes
}

Sources Flags::sources() const {
    Sources sources;
    for (auto& [name, value] : forebay_variables()) {
        if (name == config_variable) {
            sources.file = value;
        } else {
            sources.environment.emplace_back(name, value);
        }
    }
    if (app_.count("--config") > 0) {
        sources.file = file_;
    }
    for (std::size_t i = 0; i < values_.size(); ++i) {
        const std::string flag = all_settings()[i].flag();
        if (app_.count(flag) > 0) {
            sources.flags.emplace_back(flag, values_[i]);
        }
    }
    for (const std::string& extra : app_.remaining()) {
        sources.flags.emplace_back(extra.substr(0, extra.find('=')), "");
    }
    return sources;
}

}  // namespace forebay::config
