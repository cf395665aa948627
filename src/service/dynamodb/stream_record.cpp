#include "service/dynamodb/stream_record.hpp"

#include "service/dynamodb/stream_position.hpp"
#include "service/dynamodb/table_description.hpp"
#include <forebay/base/digest.hpp>
#include <forebay/engine/table_key.hpp>

#include <fmt/format.h>

#include <utility>

namespace forebay::service::dynamodb {
namespace {

bool shows_new(StreamView view) {
    return view == StreamView::new_image || view == StreamView::new_and_old_images;
}

bool shows_old(StreamView view) {
    return view == StreamView::old_image || view == StreamView::new_and_old_images;
}

}  // namespace

std::string_view event_name(const ItemChange& change) {
    return change.before == nullptr ? "INSERT" : change.after == nullptr ? "REMOVE" : "MODIFY";
}

StreamRecord record_of(const TableInfo& table, StreamView view, const ItemChange& change) {
    StreamRecord record;
    record.event_id =
        hex(md5(fmt::format("{} {}", to_string(table.uuid), sequence_number(change.sequence))));
    record.event_name = event_name(change);
    record.event_version = "1.1";
    record.event_source = "aws:dynamodb";
    record.aws_region = table.key.region;
    StreamChange& told = record.change;
    told.approximate_creation_date_time = seconds(time_of(change.sequence));
    told.keys = engine::key_attributes(table.schema, change.image());
    std::size_t bytes = told.keys.size();
    if (shows_new(view) && change.after != nullptr) {
        told.new_image = *change.after;
        bytes += change.after->size();
    }
    if (shows_old(view) && change.before != nullptr) {
        told.old_image = *change.before;
        bytes += change.before->size();
    }
    told.sequence_number = sequence_number(change.sequence);
    told.size_bytes = static_cast<std::int64_t>(bytes);
    told.stream_view_type = view_name(view);
    if (change.has_expired) {
        record.user_identity =
            UserIdentity{.principal_id = "dynamodb.amazonaws.com", .type = "Service"};
    }
    return record;
}

}  // namespace forebay::service::dynamodb
