// Whose network a run is made in, when it is not the program's own: found first, with all that is
// to be read there, then entered for good. Needs privilege; without it each says which.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "common/files/descriptor.hpp"
#include "common/world/real/real_world.hpp"
#include "probe/engine/engine.hpp"

namespace edge::probe {

/// A network that has been found, and what there takes the place of the program's own surroundings.
struct OtherNetwork {
  std::string words;                       // "container edgeAgent (process 4711)"
  Descriptor network;                      // for enter()
  std::optional<Elsewhere> elsewhere;      // absent: the host's files hold there, too
  std::optional<Environment> environment;  // of a process; absent: the program's own
  std::vector<std::string> warnings;
};

/// Gives the engine that is asked; only what needs one calls it.
using EngineSource = std::function<Engine()>;

struct VantageRequest {
  std::string what;      // behind the kind's name
  EngineSource engine;
  bool plan = false;     // nothing may be sent: a network that only a packet can find is left out
};

struct VantageRow {
  std::string_view name;  // "pid"
  std::string_view form;  // "pid:N"
  std::string_view what;
  OtherNetwork (*find)(const VantageRequest& request) = nullptr;
};

std::span<const VantageRow> vantage_rows();

/// Throws UsageError for what is none of the forms; whether it is there is not looked at.
void check_vantage_form(const std::string& text);

/// What `--vantage` names. Throws UsageError, which names what is missing: the form, the process,
/// the container, the privilege.
OtherNetwork find_vantage(const std::string& text, const EngineSource& engine, bool plan);

/// Takes this process, which has one thread and no socket yet, there, if there is a network to go
/// to. Throws UsageError that names the privilege that is missing.
void enter(const OtherNetwork& vantage);

}  // namespace edge::probe
