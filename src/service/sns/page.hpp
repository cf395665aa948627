#pragma once

#include "service/sqs/page.hpp"
#include <forebay/base/result.hpp>
#include <forebay/service/sns/shapes.hpp>

#include <cstddef>
#include <string>

/// Lists come in pages; a token says behind what the next one begins. SNS specification 1.
namespace forebay::service::sns {

inline constexpr std::size_t page_size = 100;

/// What a token stands for; empty when there is none, for the first page.
/// Errors: Errc::invalid_parameter.
Result<std::string> place_of(const OptionalText& token);

/// Takes what was listed beyond a page off `items`; the next page begins behind what is left. List
/// `page_size + 1`, so that the last page is known.
template <class Items, class PlaceOf>
OptionalText end_page(Items& items, PlaceOf place, std::size_t size = page_size) {
    if (items.size() <= size) {
        return std::nullopt;
    }
    items.resize(size);
    return sqs::token_after(place(items.back()));
}

}  // namespace forebay::service::sns
