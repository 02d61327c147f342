// Port 53 that is led to another server (DNS interception): whichever is asked, the same one
// answers.
#pragma once

#include "probe/verdicts/failures.hpp"

namespace edge::probe {

/// Adds to a verdict on the answers of name servers that those are not of the servers that were
/// asked, and has the fix name the router that redirects, where traces show it.
void name_dns_redirection(Verdict& verdict, const Case& facts);

}  // namespace edge::probe
