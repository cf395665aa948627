#pragma once

#include <cstddef>
#include <string>

namespace forebay::protocol::aws_json {

/// A comma before every item but the first of an object or array.
class Separator {
public:
    explicit Separator(std::string& out) : out_(out), first_at_(out.size()) {}

    void next() {
        if (out_.size() != first_at_) {
            out_ += ',';
        }
    }

private:
    std::string& out_;
    std::size_t first_at_;  // nothing is written yet while `out_` ends here
};

}  // namespace forebay::protocol::aws_json
