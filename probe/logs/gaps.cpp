#include "probe/logs/gaps.hpp"

#include "common/base/rows.hpp"
#include "common/base/whole_number.hpp"
#include "probe/profiles/profiles.hpp"

namespace edge::probe {
namespace {

using namespace std::chrono_literals;

struct GenerationRow {
  std::string_view name, words;
};

constexpr GenerationRow kGenerations[] = {
    {"agent-2017", "the edge agent of 2017 (preview)"},
    {"agent-1.0", "an edge agent of 1.0 to 1.4"},
    {"agent-1.5", "the edge agent 1.5"},
    {"agent-1.6", "the edge agent 1.6"},
    {"agent-1.x", "an edge agent of 1.x, whose version the log does not have"},
    {"edgehub-1.6", "the edge hub"},
};

struct GapRow {
  std::string_view generation, transport;  // transport empty: any
  Duration from, to;
  GapKind kind;
  std::string_view words;
};

constexpr std::string_view kVerdict = "certificate, token or link refused";
constexpr std::string_view kVerdict2017 = "certificate, token or link refused, or a peer that "
                                          "closes";
constexpr std::string_view kWeb2017 = "refused, unknown name, HTTP error, certificate or token";
constexpr std::string_view kUsedUp = "silence, or tries that failed until the time was over";
constexpr std::string_view kSilent = "nobody answered";
constexpr std::string_view kSilentOrNames = "nobody answered, or no name server did";
constexpr std::string_view kRefused = "somebody refused at once, again and again: RST, unknown "
                                      "name, 407, 404";
constexpr std::string_view kThrottled = "tries at 0, 10 and 25 s, as when the hub throttles";

/// Lower bounds have room for a clock that shows whole seconds, upper ones for a slow start. Exact
/// figures: docs/timelines.md; those of the edge hub are 20 s and, with nine tries, 25 s.
constexpr GapRow kGaps[] = {
    {"agent-2017", "amqp", 0s, 4s, GapKind::verdict, kVerdict2017},
    {"agent-2017", "amqp", 29s, 32s, GapKind::used_up, kUsedUp},
    {"agent-2017", "amqp-ws", 0s, 4s, GapKind::verdict, kWeb2017},
    {"agent-2017", "amqp-ws", 9s, 12s, GapKind::resolver, "no name server answered: 2 look-ups of "
                                                          "5 s"},
    {"agent-2017", "amqp-ws", 19s, 22s, GapKind::resolver,
     "no name server answered: 2 look-ups of 10 s"},
    {"agent-2017", "amqp-ws", 29s, 32s, GapKind::silence, kSilent},
    {"agent-1.0", "", 0s, 3s, GapKind::verdict, kVerdict},
    {"agent-1.0", "", 29s, 31500ms, GapKind::used_up, kUsedUp},
    {"agent-1.0", "", 31500ms, 42s, GapKind::refused, kRefused},
    {"agent-1.0", "", 59s, 63s, GapKind::silence, kSilent},
    {"agent-1.5", "", 0s, 3s, GapKind::verdict, kVerdict},
    {"agent-1.5", "", 29s, 31500ms, GapKind::silence, kSilent},
    {"agent-1.5", "", 31500ms, 42s, GapKind::refused,
     "somebody refused at once, again and again; at 33 s perhaps a silent name server"},
    {"agent-1.5", "", 44s, 59s, GapKind::throttled, kThrottled},
    {"agent-1.5", "", 59s, 63s, GapKind::silence, kSilent},
    {"agent-1.6", "", 0s, 3s, GapKind::verdict, kVerdict},
    {"agent-1.6", "", 29s, 31500ms, GapKind::silence, kSilentOrNames},
    {"agent-1.6", "", 31500ms, 42s, GapKind::refused, kRefused},
    {"agent-1.6", "", 44s, 62s, GapKind::throttled, kThrottled},
    {"agent-1.x", "", 0s, 3s, GapKind::verdict, kVerdict},
    {"agent-1.x", "", 29s, 31500ms, GapKind::silence, kSilentOrNames},
    {"agent-1.x", "", 31500ms, 42s, GapKind::refused, kRefused},
    {"agent-1.x", "", 59s, 63s, GapKind::silence, "nobody answered (1.5), or the hub throttled "
                                                  "(1.6)"},
    {"edgehub-1.6", "", 0s, 3s, GapKind::verdict, kVerdict},
    {"edgehub-1.6", "", 19s, 21500ms, GapKind::silence, kSilentOrNames},
    {"edgehub-1.6", "", 21500ms, 31s, GapKind::refused, kRefused},
};

/// "1.6" of "1.6.1 (fbd3acb)": major and minor.
std::pair<int, int> numbers_of(std::string_view version) {
  const auto dot = version.find('.');
  if (dot == version.npos) return {0, 0};
  const auto rest = version.substr(dot + 1);
  const auto end = std::min(rest.find_first_not_of("0123456789"), rest.size());
  return {whole_number<int>(version.substr(0, dot)).value_or(0),
          whole_number<int>(rest.substr(0, end)).value_or(0)};
}

/// The profile that an `edgeprobe run` which wrote the log named: "edgeprobe 0.2.0, as agent-2017".
std::string_view imitated(std::string_view version) {
  constexpr std::string_view kAs = ", as ";
  const auto as = version.find(kAs);
  if (as == version.npos) return {};
  const auto* row = find_row(std::span<const GenerationRow>(kGenerations),
                             version.substr(as + kAs.size()), &GenerationRow::name);
  return row ? row->name : std::string_view{};
}

}  // namespace

std::string_view name_of(GapKind kind) {
  switch (kind) {
    case GapKind::unknown: return "unknown";
    case GapKind::verdict: return "verdict";
    case GapKind::silence: return "silence";
    case GapKind::used_up: return "used-up";
    case GapKind::refused: return "refused";
    case GapKind::resolver: return "resolver-silent";
    case GapKind::throttled: return "throttled";
  }
  return "";
}

GapMeaning gap_meaning(std::string_view generation, std::string_view transport, Duration gap) {
  for (const GapRow& row : kGaps) {
    const bool same = row.generation == generation &&
                      (row.transport.empty() || row.transport == transport);
    if (same && gap >= row.from && gap < row.to) return {row.kind, row.words};
  }
  return {};
}

std::string_view generation_of(const Writer& writer) {
  if (const auto profile = imitated(writer.version); !profile.empty()) return profile;
  if (writer.edge_hub) return "edgehub-1.6";
  const auto [major, minor] = numbers_of(writer.version);
  if (writer.form == LineForm::plain) return "agent-2017";
  if (major == 1 && minor >= 6) return "agent-1.6";
  if (major == 1 && minor == 5) return "agent-1.5";
  if (major == 1 || writer.form == LineForm::zoned) return "agent-1.0";
  return "agent-1.x";
}

std::string_view generation_words(std::string_view generation) {
  return row_of(std::span<const GenerationRow>(kGenerations), generation, &GenerationRow::name)
      .words;
}

}  // namespace edge::probe
