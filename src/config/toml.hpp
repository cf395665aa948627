#pragma once

#define TOML_HEADER_ONLY 1
#include <toml++/toml.h>
