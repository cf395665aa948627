#pragma once

#include "provision/declarations.hpp"
#include "provision/problems.hpp"
#include "provision/stage.hpp"

#include <string>
#include <vector>

namespace forebay::provision {

/// What a check found.
struct Findings {
    Problems problems;  ///< why the declarations cannot be applied
    Problems notes;     ///< what could not be checked, since nobody knows what is there
};

/// Applies the declarations to a broker in memory that has what `existing` has of what they name,
/// and so finds, with the services' own checks, all that would be refused. Changes nothing of
/// `existing`; null: nobody knows what is there. Not to be called on a broker's thread.
Findings check(const Declarations& declarations, const service::ServiceOptions& options,
               runtime::Broker* existing);

/// What has been done.
struct Report {
    std::vector<Done> done;
    Problems problems;  ///< what was refused: none after a check, unless somebody came in between
};

struct Caller {
    const service::ServiceOptions& options;
    service::sns::SignerSource* signers = nullptr;
    std::string endpoint = {};  ///< links in confirmations begin so
};

/// Makes what is not there and changes what is there otherwise; what is not declared stays. The
/// broker runs. Not to be called on one of its threads.
Report apply(const Declarations& declarations, runtime::Broker& broker, const Caller& caller);

}  // namespace forebay::provision
