// Small phrases that several verdicts share: times, dates, lists, the profile's own commands.
#pragma once

#include <string>
#include <vector>

#include "common/report/layout.hpp"
#include "probe/verdicts/verdicts.hpp"

namespace edge::probe {

/// "2017-11-28 18:46:19 UTC".
std::string date_text(WallTime time);
/// "a, b and c".
std::string list_text(const std::vector<std::string>& items);
/// ` "text"`, or nothing when `text` is empty: for what a peer may or may not have said.
std::string quotation(std::string_view text);

/// What a hub said: ` "DeviceDisabled", hub error 403012, tracking id ...` of its error JSON, other
/// text as quotation() has it.
std::string quoted_error(const std::string& description);

/// How to try a smaller segment size: it separates a path MTU problem from a silent peer.
std::string smaller_mtu_run();

}  // namespace edge::probe
