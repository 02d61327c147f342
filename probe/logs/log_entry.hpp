// An entry of a log: a line that a program began with its time, and those below it that have none.
// The exceptions in it name nobody: whose connection they are about, the entry says.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "probe/logs/line_form.hpp"
#include "probe/logs/named_peer.hpp"
#include "probe/logs/signatures.hpp"

namespace edge::probe {

/// Who writes an entry, as far as its first line tells.
enum class Party {
  unknown,   // the log begins in the midst of it, or has no times
  iot_edge,  // the agent, the edge hub, a daemon or the engine
  other      // a module, or another program
};

/// Whose entry begins with the line; nothing if the entry above goes on. `collected`: lines of this
/// log have a collector's time before their own.
std::optional<Party> entry_begun_by(const LineStart& start, bool collected);

/// A known text in an entry, with what it is about; several lines of one kind are one.
struct EntryHit {
  std::size_t row = 0;  // of signature_rows()
  Peer peer = Peer::hub;
  std::uint64_t times = 1, first_line = 0, last_line = 0;
  std::optional<WallTime> first;
  std::string quote;    // empty: the log has one already
  bool sure = false;    // the entry says whose connection it is, or the words do
};

class LogEntry {
 public:
  /// `connected`: by what the log says so far, the program's connection to its hub stands.
  void begin(Party party, bool connected = false);
  /// The connection that the lines from here on are about may be another one than so far.
  void next_chain() { chain_.reset(); }
  /// A WebSocket is what is not opened: it goes through the proxy, where there is one.
  void is_of_websocket(const std::optional<NamedPeer>& proxy);
  /// `line` names whom an exception is about.
  void take_name(std::string_view line, const std::optional<NamedPeer>& proxy);

  /// Whom the row's words, in the line that was named last, are about; nothing: none of ours.
  std::optional<Peer> peer_of(const SignatureRow& row) const;
  void add(EntryHit hit);
  /// Those that count, now that the whole entry is known; it is empty then.
  std::vector<EntryHit> take_hits();

 private:
  enum class Target { hub, proxy, other };
  bool is_about(About about) const { return about_[static_cast<std::size_t>(about)]; }
  bool counts(const EntryHit& hit) const;

  Party party_ = Party::unknown;
  bool connected_ = false;
  bool about_[5] = {};             // by About
  std::optional<Target> chain_;    // whom the exceptions name
  std::vector<EntryHit> hits_;
};

}  // namespace edge::probe
