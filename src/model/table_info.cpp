#include <forebay/model/table_info.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace forebay {

std::string table_arn(const TableKey& key) {
    return fmt::format("arn:aws:dynamodb:{}:{}:table/{}", key.region, key.account, key.name);
}

const IndexInfo* TableInfo::find_index(std::string_view name) const {
    const auto at = std::ranges::find(indexes, name, &IndexInfo::name);
    return at == indexes.end() ? nullptr : &*at;
}

const IndexInfo* TableInfo::find_index(IndexId index) const {
    const auto at = std::ranges::find(indexes, index, &IndexInfo::id);
    return at == indexes.end() ? nullptr : &*at;
}

}  // namespace forebay
