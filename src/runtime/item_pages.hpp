#pragma once

#include "runtime/patient_reads.hpp"
#include <forebay/model/attribute_value.hpp>
#include <forebay/runtime/tables.hpp>
#include <forebay/storage/store.hpp>
#include <forebay/storage/table_keys.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace forebay::runtime {

/// A page of a query or a scan while it is read: bit by bit, on any thread, one after the other.
class PageReader {
public:
    struct Way {
        bool is_descending = false;
        bool is_remembered = true;  ///< see storage::Store::Scan
    };

    /// Reads what is in `range`, from behind `request.after` on. Errors: validation_failed, when
    /// that is no key.
    static Result<PageReader> open(PageRequest request, storage::keys::Range range, Way way);

    /// Reads a segment of a scan. Errors: validation_failed, also when `after` is not in it.
    static Result<PageReader> open(ScanRequest request);

    /// Reads about `bytes_max` more. Whether the page is whole.
    bool read(const storage::Store& store, std::size_t bytes_max, Patience patience);

    Page take() { return std::move(page_); }

private:
    // An entry of an index, whose item is to be read too.
    struct Pending {
        std::string entry_key;
        std::string item_key;
    };

    PageReader(PageRequest request, storage::keys::Range range, Way way);
    bool visit(std::string_view key, std::string_view record);
    void hand_out(MapView item);
    bool fetch(const storage::Store& store, Patience patience);
    void take_in(const Pending& pending, MapView item);

    PageRequest request_;
    const IndexInfo* index_;      // null: the table itself
    storage::keys::Range range_;  // what is still to be read
    Way way_;
    bool is_fetching_;  // items beside the index
    bool has_ended_ = false;
    std::size_t bytes_left_ = 0;  // until the end of this `read`
    std::string last_key_;        // under which the latest record was stored; empty: none
    std::vector<Pending> pending_;
    Page page_;
};

}  // namespace forebay::runtime
