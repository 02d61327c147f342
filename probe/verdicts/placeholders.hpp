// What the words of a verdict leave open: ports and names, filled in once when it is reached.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "probe/verdicts/verdicts.hpp"

namespace edge::probe {

using Placeholders = std::map<std::string, std::string, std::less<>>;

/// {own.port} and {web.port}: the hub's port for a transport that has one of its own, such as AMQP,
/// and for one that shares the web's; the usual one if none was planned. {hubs}: all hubs of the
/// host's cloud ("*.azure-devices.net"; a national cloud has its own), or the host itself, where
/// that is a parent gateway. {attempt}: the agent's budget for one. {engine...}: the container
/// engine's own commands and files. {registry}: whose image is pulled; {registry.login}: how agents
/// get credentials for it.
Placeholders placeholders_of(const Case& facts);

/// `words` with each "{name}" replaced; what is no placeholder stays: it may be a peer's words.
std::string filled(std::string_view words, const Placeholders& values);

}  // namespace edge::probe
