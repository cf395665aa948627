#include "helpers.hpp"

#include <forebay/base/uuid.hpp>

#include <fstream>

namespace forebay::config {

TemporaryFile::TemporaryFile(std::string_view content) {
    const auto directory = std::filesystem::temp_directory_path() / to_string(random_uuid());
    std::filesystem::create_directory(directory);
    path_ = directory / "forebay.toml";
    std::ofstream(path_) << content;
}

TemporaryFile::~TemporaryFile() {
    std::error_code ignored;
    std::filesystem::remove_all(path_.parent_path(), ignored);
}

Configuration load_file(std::string_view content) {
    const TemporaryFile file(content);
    Configuration configuration = load({.file = file.path(), .environment = {}, .flags = {}});
    // Messages begin with the whole path; tests look at the rest.
    const std::string directory = file.path().parent_path().string() + "/";
    for (auto* texts : {&configuration.problems, &configuration.origins}) {
        for (std::string& text : *texts) {
            if (text.starts_with(directory)) {
                text.erase(0, directory.size());
            }
        }
    }
    return configuration;
}

std::string shown(const Configuration& configuration, std::string_view path) {
    return find_setting(path)->show(configuration.settings);
}

std::string origin(const Configuration& configuration, std::string_view path) {
    const auto index = find_setting(path) - all_settings().data();
    return configuration.origins[static_cast<std::size_t>(index)];
}

}  // namespace forebay::config
