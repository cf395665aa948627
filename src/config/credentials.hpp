#pragma once

#include "config/given.hpp"
#include "config/toml.hpp"

#include <string>
#include <string_view>

/// The access keys of the file: the tables `[[credentials]]`, which are no settings of the table,
/// for there is any number of them.
namespace forebay::config {

inline constexpr std::string_view credentials_section = "credentials";

/// Reads the tables in `node`, which stand in `file`: appends the keys to `findings`, and what is
/// wrong with them. No secret gets into a problem's text.
void read_credentials(const toml::node& node, const std::string& file, Findings& findings);

}  // namespace forebay::config
