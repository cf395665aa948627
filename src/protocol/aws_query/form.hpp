#pragma once

#include <forebay/base/result.hpp>

#include <cstddef>
#include <memory>
#include <string_view>
#include <vector>

namespace forebay::protocol::aws_query {

struct Parameter {
    std::string_view name;
    std::string_view value;
    std::size_t position;  ///< in the request
};

/// The parameters of a request, decoded: those of its URL first, then those of its body.
class Form {
public:
    static constexpr std::size_t parameters_max = 4096;  ///< ten full batch entries have 400

    /// The views of what needs no decoding are into `query` and `body`, which outlive the form.
    /// Errors: Errc::malformed_request for too many parameters, or one that is not UTF-8.
    static Result<Form> parse(std::string_view query, std::string_view body);

    /// The value of the first parameter `name`, or an empty view.
    std::string_view value(std::string_view name) const;
    bool has(std::string_view name) const;

    /// Adds a parameter; the views outlive the form.
    void add(std::string_view name, std::string_view value) {
        parameters_.push_back({name, value, parameters_.size()});
    }

    const std::vector<Parameter>& parameters() const { return parameters_; }

private:
    bool append(std::string_view encoded);
    std::string_view decoded(std::string_view text);

    std::vector<Parameter> parameters_;
    std::unique_ptr<char[]> decoded_;  // what had escapes; made at the first one
    std::size_t decoded_bytes_ = 0;    // of it that are used
    std::size_t encoded_bytes_ = 0;    // of query and body together: what it never exceeds
};

}  // namespace forebay::protocol::aws_query
