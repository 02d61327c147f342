#include "probe/logs/log_entry.hpp"

#include <algorithm>
#include <iterator>

#include "common/base/ascii_case.hpp"

namespace edge::probe {
namespace {

constexpr int kAmqps = 5671, kMqtts = 8883, kHttps = 443;

bool contains_any(std::string_view text, std::initializer_list<std::string_view> parts) {
  return std::ranges::any_of(parts, [text](auto part) { return text.find(part) != text.npos; });
}

/// A container that docker compose names: the agent's or the edge hub's.
bool is_ours(std::string_view container) {
  return contains_any(container, {"edgeAgent", "edgeHub", "edgeagent", "edgehub"});
}

/// A unit of the journal whose lines are of IoT Edge or of the container engine.
bool is_known_program(std::string_view program) {
  return contains_any(program, {"aziot-", "iotedge", "docker", "containerd", "podman", "moby",
                                "azure-iot-", "edgeprobe"});
}

/// How logs begin an entry without a time: .NET's console, the samples of modules, Python.
bool begins_others_entry(std::string_view text) {
  if (text.empty() || text.front() == ' ') return false;  // as nearly all that continue
  return std::ranges::any_of(
      std::initializer_list<std::string_view>{
          "fail: ", "crit: ", "warn: ", "info: ", "dbug: ", "trce: ", "[Information]: ",
          "[Warning]: ", "[Error]: ", "Traceback (most recent call last)", "curl: ("},
      [text](auto front) { return text.starts_with(front); });
}

/// "caused by: ", a line of its own time below the daemons' errors.
bool continues_daemons_entry(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of(" \t!"), text.size()));
  return text.starts_with("caused by") || text.starts_with("service encountered an error");
}

/// What names a peer, or a cause, with no word of whose.
bool is_of_agents(const SignatureRow& row) { return row.bare && row.component == Component::agent; }

}  // namespace

std::optional<Party> entry_begun_by(const LineStart& start, bool collected) {
  if (!start.container.empty() && !is_ours(start.container)) return Party::other;
  // Those have no business with the hub, but with a certificate server.
  if (contains_any(start.program, {"aziot-certd", "aziot-keyd", "aziot-tpmd"})) return Party::other;
  const bool timed = start.form != LineForm::none && start.form != LineForm::journal;
  if (start.form == LineForm::engine) return Party::iot_edge;
  if (timed && start.level) {
    if (continues_daemons_entry(start.text)) return std::nullopt;
    return Party::iot_edge;
  }
  if (!start.program.empty()) {
    // What a daemon writes below its own line has no time but the journal's.
    if (contains_any(start.program, {"aziot-", "iotedge"})) return std::nullopt;
    return is_known_program(start.program) ? Party::iot_edge : Party::other;
  }
  // The collector's time alone: the program's own line has none.
  const bool bare = !timed || (collected && start.form == LineForm::daemon);
  if (bare && !begins_others_entry(start.text)) return std::nullopt;
  return Party::other;
}

void LogEntry::begin(Party party, bool connected) {
  party_ = party;
  connected_ = connected;
  std::ranges::fill(about_, false);
  chain_.reset();
}

void LogEntry::is_of_websocket(const std::optional<NamedPeer>& proxy) {
  if (proxy) chain_ = Target::proxy;
  about_[static_cast<std::size_t>(About::hub)] = true;
}

void LogEntry::take_name(std::string_view line, const std::optional<NamedPeer>& proxy) {
  const auto named = named_peer(line);
  if (!named) return;
  const bool of_hub = named->port == kAmqps || named->port == kMqtts || is_hub_name(named->host);
  const bool is_proxy = proxy && same_ignoring_case(named->host, proxy->host) &&
                        (named->port == proxy->port || named->port == 0 || proxy->port == 0);
  if (is_proxy) {
    chain_ = Target::proxy;
  } else if (of_hub) {
    chain_ = Target::hub;
  } else if (is_about(About::hub) || is_about(About::https)) {
    // An agent opens connections to its hub, or the gateway in its place, and to its proxy.
    chain_ = named->port == kHttps ? Target::hub : Target::proxy;
  } else {
    chain_ = Target::other;
  }
}

std::optional<Peer> LogEntry::peer_of(const SignatureRow& row) const {
  if (party_ == Party::other && row.bare) return std::nullopt;
  if (is_about(About::engine) && !row.engine_code.empty()) return Peer::engine;
  if (!is_of_agents(row)) return Peer::hub;
  if (chain_ == Target::other) return std::nullopt;
  if (chain_ == Target::proxy && !row.proxy_code.empty()) return Peer::proxy;
  return Peer::hub;
}

void LogEntry::add(EntryHit hit) {
  about_[static_cast<std::size_t>(signature_rows()[hit.row].about)] = true;
  const auto same = std::ranges::find_if(hits_, [&](const EntryHit& known) {
    return known.row == hit.row && known.peer == hit.peer;
  });
  if (same == hits_.end()) return hits_.push_back(std::move(hit));
  ++same->times;
  same->last_line = hit.last_line;
}

bool LogEntry::counts(const EntryHit& hit) const {
  const SignatureRow& row = signature_rows()[hit.row];
  const bool wrong = row.says == Says::cause || row.says == Says::symptom;
  if (is_about(About::client) && wrong) {
    return row.component != Component::agent && row.about == About::nothing;
  }
  // Where its own connection stands, and the entry is of something else, so is the exception.
  const bool ours = is_about(About::hub) || is_about(About::https);
  if (party_ == Party::iot_edge && connected_ && !ours && wrong && is_of_agents(row)) return false;
  // The wrapper has named it: that a connection of its own was refused is no other cause.
  const bool of_reaching = row.bare && !row.proxy_code.empty() && hit.peer == Peer::hub;
  return !(is_about(About::https) && of_reaching);
}

std::vector<EntryHit> LogEntry::take_hits() {
  std::vector<EntryHit> hits = std::move(hits_);
  hits_.clear();
  std::erase_if(hits, [this](const EntryHit& hit) { return !counts(hit); });
  const bool ours = is_about(About::hub) || is_about(About::https);
  for (EntryHit& hit : hits) hit.sure = ours || !is_of_agents(signature_rows()[hit.row]);
  return hits;
}

}  // namespace edge::probe
