// The kinds of vantages, one file each; in the order of the help.
#pragma once

#include "probe/vantage/vantage.hpp"

namespace edge::probe {

extern const VantageRow kContainerVantage;
extern const VantageRow kBridgeVantage;
extern const VantageRow kPidVantage;
extern const VantageRow kNetnsVantage;

}  // namespace edge::probe
