#pragma once

#include <gtest/gtest.h>

#include <string>

namespace forebay::server {

/// Tests that hold for a connection as it is and for one over TLS: while one of them runs,
/// RunningServer and Client speak what it is about.
class OnEachKind : public testing::TestWithParam<bool> {
public:
    static bool over_tls() { return over_tls_; }

protected:
    void SetUp() override { over_tls_ = GetParam(); }
    void TearDown() override { over_tls_ = false; }

private:
    static inline bool over_tls_ = false;
};

inline auto both_kinds() {
    return testing::Bool();
}
inline std::string kind_name(const testing::TestParamInfo<bool>& kind) {
    return kind.param ? "OverTls" : "AsItIs";
}

}  // namespace forebay::server
