// The sources of identities, one file each; in the order of the help.
#pragma once

#include "probe/identity/sources.hpp"

namespace edge::probe {

extern const IdentityRow kWorkloadIdentity;
extern const IdentityRow kEngineIdentity;
extern const IdentityRow kConfigIdentity;

}  // namespace edge::probe
