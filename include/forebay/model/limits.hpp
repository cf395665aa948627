#pragma once

#include <forebay/base/clock.hpp>

#include <cstddef>
#include <cstdint>

/// Every bound that a client can meet, once. Sources: SQS specification 4, 5, 6, 12.
namespace forebay::limits {

using namespace std::chrono_literals;

inline constexpr std::size_t message_bytes_max = 1'048'576;      // 5.1; also a whole batch
inline constexpr std::size_t message_bytes_max_smallest = 1024;  // 4: MaximumMessageSize
inline constexpr std::size_t message_attributes_max = 10;        // 5.2
inline constexpr std::size_t message_attribute_name_chars_max = 256;
inline constexpr std::size_t message_attribute_type_chars_max = 256;
inline constexpr std::size_t number_digits_max = 38;    // 5.2: significant ones
inline constexpr std::int64_t number_power_min = -128;  // 5.2: the power of ten
inline constexpr std::int64_t number_power_max = 126;   // 5.2

inline constexpr std::size_t batch_entries_max = 10;         // 3, 6.13
inline constexpr std::size_t batch_id_chars_max = 80;        // 1
inline constexpr std::uint32_t receive_messages_max = 10;    // 6.14
inline constexpr Duration receive_wait_max = 20s;            // 6.14
inline constexpr Duration visibility_timeout_max = 12h;      // 7.2
inline constexpr Duration visibility_timeout_default = 30s;  // 4
inline constexpr Duration delay_max = 900s;                  // 4
inline constexpr Duration kms_reuse_min = 60s;               // 4
inline constexpr Duration kms_reuse_max = 86400s;            // 4
inline constexpr Duration retention_min = 60s;               // 4
inline constexpr Duration retention_max = 14 * 24h;          // 4
inline constexpr Duration retention_default = 4 * 24h;       // 4
inline constexpr std::size_t in_flight_max = 120'000;        // 7.4
inline constexpr std::size_t look_ahead_max = 120'000;       // 7.4: where groups are looked for

inline constexpr std::size_t queue_name_chars_max = 80;        // 1
inline constexpr std::size_t policy_bytes_max = 8192;          // 4, 11.2
inline constexpr std::size_t policy_statements_max = 20;       // 11.2
inline constexpr std::size_t permission_actions_max = 7;       // 11.1
inline constexpr std::size_t permission_label_chars_max = 80;  // 11.1
inline constexpr std::size_t redrive_sources_max = 10;         // 10.3
inline constexpr std::size_t list_queues_max = 1000;           // 6.3
inline constexpr std::size_t tags_max = 50;                    // 6.8
inline constexpr std::size_t tag_key_chars_max = 128;          // 6.8
inline constexpr std::size_t tag_value_chars_max = 256;        // 6.8
inline constexpr std::size_t group_id_chars_max = 128;         // 6.12; deduplication ids too
inline constexpr Duration purge_interval = 60s;                // 6.7
inline constexpr Duration recreate_interval = 60s;             // 6.1, 6.4
inline constexpr Duration deduplication_window = 5min;         // 8.3
inline constexpr std::uint32_t receive_count_max_min = 1;      // 10.1
inline constexpr std::uint32_t receive_count_max_max = 1000;   // 10.1
inline constexpr std::size_t move_tasks_max = 10;              // 6.9: listed, of a queue
inline constexpr std::uint32_t move_rate_max = 500;            // 6.9: messages a second
inline constexpr Duration move_task_time_max = 36h;            // 10.4

inline constexpr Duration confirmation_period = 48h;    // SNS specification 1, 6.3
inline constexpr Duration outbox_retention = 24 * 24h;  // SNS specification 9: retries over 23 days

// SNS specification 5, 7, 13.
inline constexpr std::size_t topic_name_chars_max = 256;
inline constexpr std::size_t topic_policy_bytes_max = 30'720;
inline constexpr std::size_t display_name_chars_max = 100;
inline constexpr std::size_t subject_chars_max = 100;
inline constexpr std::int64_t archive_days_max = 365;          // SNS specification 12.3
inline constexpr std::uint32_t published_bytes_max = 262'144;  // unless the topic says otherwise
inline constexpr std::size_t user_data_bytes_max = 2048;       // CustomUserData

// SNS specification 10.5.
inline constexpr std::size_t filter_policy_bytes_max = 262'144;
inline constexpr std::size_t filter_policy_keys_max = 5;              // at the top
inline constexpr std::uint64_t filter_policy_combinations_max = 150;  // of values, by their depth
inline constexpr std::int32_t filter_policy_number_power_max = 307;   // what a double can hold

// DynamoDB specification 3, 4.
inline constexpr std::size_t item_bytes_max = 409'600;
inline constexpr std::size_t partition_key_bytes_max = 2048;
inline constexpr std::size_t sort_key_bytes_max = 1024;
inline constexpr int item_number_power_min = -130;  // of the first digit
inline constexpr int item_number_power_max = 125;
inline constexpr int attribute_depth_max = 32;  // lists and maps in each other
inline constexpr std::size_t attribute_name_bytes_max = 65'535;
inline constexpr std::size_t expression_bytes_max = 4096;
inline constexpr std::size_t placeholders_bytes_max = std::size_t{2} << 20U;  // names and values
inline constexpr std::size_t expression_operators_max = 300;                  // and functions
inline constexpr std::size_t in_operands_max = 100;
inline constexpr std::size_t page_bytes_max = 1'048'576;                    // 3: of a query or scan
inline constexpr std::size_t batch_get_bytes_max = std::size_t{16} << 20U;  // 3
inline constexpr Duration transaction_token_window = 10min;                 // 10
inline constexpr Duration changes_kept = 24h;                               // 12
inline constexpr Duration expiry_age_max = 5 * 365 * 24h;                   // 5
inline constexpr std::uint64_t expiry_second_max = std::uint64_t{1} << 40U;  // later is never
inline constexpr std::size_t local_indexes_max = 5;                          // 3
inline constexpr std::size_t global_indexes_max = 20;                        // 3
inline constexpr std::size_t projected_attributes_max = 100;                 // 3: of all indexes
inline constexpr std::size_t listed_tables_max = 100;                        // 3
inline constexpr std::size_t batch_gets_max = 100;                           // 3
inline constexpr std::size_t batch_writes_max = 25;                          // 3
inline constexpr std::size_t transaction_bytes_max = std::size_t{4} << 20U;  // 3
inline constexpr std::size_t stream_records_max = 1000;                      // 12
inline constexpr Duration shard_iterator_lifetime = 15min;                   // 12

}  // namespace forebay::limits
