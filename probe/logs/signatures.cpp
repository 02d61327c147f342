#include "probe/logs/signatures.hpp"

#include <algorithm>
#include <vector>

#include "probe/logs/signatures/families.hpp"

namespace edge::probe {

std::string_view name_of(Component component) {
  switch (component) {
    case Component::agent: return "agent";
    case Component::edge_hub: return "edge-hub";
    case Component::daemon: return "daemon";
    case Component::engine: return "engine";
  }
  return "";
}

std::string_view name_of(Says says) {
  switch (says) {
    case Says::cause: return "cause";
    case Says::symptom: return "symptom";
    case Says::note: return "note";
    case Says::progress: return "progress";
  }
  return "";
}

std::span<const SignatureRow> signature_rows() {
  static const std::vector<SignatureRow> rows = [] {
    std::vector<SignatureRow> all;
    for (const auto family :
         {progress_signatures, edge_hub_signatures, name_signatures, socket_signatures,
          proxy_signatures, tls_signatures, identity_signatures, hub_signatures,
          daemon_signatures, engine_signatures, registry_signatures}) {
      const auto more = family();
      all.insert(all.end(), more.begin(), more.end());
    }
    return all;
  }();
  return rows;
}

bool fits(const SignatureRow& row, std::string_view line) {
  const auto has = [line](std::string_view part) { return line.find(part) != line.npos; };
  return std::ranges::all_of(row.all, has) &&
         std::ranges::none_of(row.none, [&](auto part) { return !part.empty() && has(part); });
}

std::string_view code_of(const SignatureRow& row, Peer peer) {
  if (peer == Peer::proxy && !row.proxy_code.empty()) return row.proxy_code;
  if (peer == Peer::engine && !row.engine_code.empty()) return row.engine_code;
  return row.code;
}

}  // namespace edge::probe
