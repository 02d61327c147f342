#include "probe/logs/log_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "common/base/check.hpp"
#include "common/base/escape.hpp"
#include "common/base/usage_error.hpp"
#include "probe/logs/engine_line.hpp"
#include "probe/logs/known_texts.hpp"
#include "probe/logs/log_bytes.hpp"
#include "probe/logs/quote.hpp"

namespace edge::probe {
namespace {

/// Of `journalctl -o json`: the programs' lines are in it as members.
bool is_journal_json(std::string_view line) {
  return line.starts_with("{\"") && line.find("\"__REALTIME_TIMESTAMP\"") != line.npos;
}

}  // namespace

LogReader::LogReader(std::string name)
    : forms_(kLineForms),
      counts_(signature_rows().size() * kPeers),
      looked_at_(signature_rows().size()),
      lines_([this](std::string_view line) { take_line(line); }) {
  file_.name = std::move(name);
  for (std::size_t i = 0; i < counts_.size(); ++i) {
    counts_[i].row = i / kPeers;
    counts_[i].peer = static_cast<Peer>(i % kPeers);
  }
}

void LogReader::add(std::string_view chunk) {
  if (file_.bytes == 0) refuse_packed(chunk);
  file_.bytes += chunk.size();
  try {
    lines_.add(chunk);
  } catch (const UsageError& error) {
    refuse(error.what());
  }
}

void LogReader::finish() {
  try {
    lines_.finish();
  } catch (const UsageError& error) {
    refuse(error.what());
  }
  finish_entry();
  timeline_.finish();
  file_.cut_lines = lines_.cut_lines();
  file_.ends_in_midst = lines_.ends_in_midst();
  file_.version = timeline_.version();
  file_.generation = timeline_.generation();
  for (int form = 0; form < kLineForms; ++form) {
    const auto lines = forms_[static_cast<std::size_t>(form)];
    if (lines > 0) file_.forms.push_back({static_cast<LineForm>(form), lines});
  }
  const bool known = std::ranges::any_of(counts_, [](const auto& one) { return one.times > 0; });
  if (file_.odd_lines > file_.lines / 2 && !known) {
    refuse(fmt::format("{} of its {} lines hold bytes that are no text: this is no log",
                       file_.odd_lines, file_.lines));
  }
}

void LogReader::take_line(std::string_view line) {
  ++file_.lines;
  if (file_.lines == 1 && is_journal_json(line)) {
    throw UsageError("is the journal as JSON: write `journalctl -o short-iso ... | edgeprobe logs "
                     "-`");
  }
  if (!is_text(line)) ++file_.odd_lines;
  std::optional<WallTime> of_engine;
  line = without_engine(line, of_engine);
  if (line.find(kEscape) != line.npos) {
    ++file_.coloured_lines;
    line = without_escapes(line, plain_);
  }
  const LineStart start = line_start(line);
  ++forms_[static_cast<std::size_t>(start.form)];
  take_time(start, of_engine);
  take_entry(start);
  const auto& known = known_texts();
  known.search.each(line, [&](std::size_t pattern) {
    const auto row = known.patterns[pattern].row;
    if (row >= looked_at_.size()) return take_hint(row - looked_at_.size(), line);
    if (std::exchange(looked_at_[row], file_.lines) == file_.lines) return;
    if (!fits(signature_rows()[row], line)) return;
    take_signature(row, line, line.find(known.patterns[pattern].text), start.form);
  });
}

std::string_view LogReader::without_engine(std::string_view line, std::optional<WallTime>& at) {
  if (!may_be_engine_line(line)) return line;
  const auto found = engine_line(line, unescaped_);
  if (!found) {
    ++file_.broken_lines;
    return line;
  }
  ++file_.engine_lines;
  at = found->at;
  return found->log;
}

void LogReader::take_time(const LineStart& start, const std::optional<WallTime>& of_engine) {
  const auto at = start.at ? start.at : of_engine;
  if (!at) return;
  if (now_ && *at < *now_) ++file_.backward;
  now_ = at;
  if (!file_.begun) file_.begun = at;
  file_.ended = at;
}

void LogReader::take_entry(const LineStart& start) {
  collected_ = collected_ || start.collected;
  const auto begun = entry_begun_by(start, collected_);
  const bool moved = start.container != container_;  // lines of containers come between each other
  if (!begun && !moved) return;
  finish_entry();
  entry_.begin(of_module_ ? Party::other : begun.value_or(Party::unknown), connected_);
  if (moved) container_ = start.container.substr(0, 64);
}

void LogReader::finish_entry() {
  for (EntryHit& hit : entry_.take_hits()) {
    SignatureCount& count = counts_[hit.row * kPeers + static_cast<std::size_t>(hit.peer)];
    if (count.times == 0) {
      count.first_line = hit.first_line;
      count.first = hit.first;
      count.quote = std::move(hit.quote);
    }
    count.sure = count.sure || hit.sure;
    count.times += hit.times;
    count.last_line[of_edge_hub_ ? 1 : 0] = hit.last_line;
  }
}

void LogReader::take_hint(std::size_t hint, std::string_view line) {
  switch (hint) {
    case kNextChain: return entry_.next_chain();
    case kWebSocket: return entry_.is_of_websocket(proxy_);
    case kNamesPeer:
    case kAmqpNamesPeer:
      if (std::exchange(named_in_, file_.lines) != file_.lines) entry_.take_name(line, proxy_);
      return;
    case kProxy:
      if (auto proxy = peer_of_url(line.substr(line.find(text_of(kProxy))))) proxy_ = proxy;
      return;
    case kModule:
      of_module_ = true;
      return entry_.begin(Party::other);
    default: CHECK(false);
  }
}

void LogReader::take_signature(std::size_t row, std::string_view line, std::size_t at,
                               LineForm form) {
  const SignatureRow& known = signature_rows()[row];
  if (known.bare && std::exchange(named_in_, file_.lines) != file_.lines) {
    entry_.take_name(line, proxy_);
  }
  const auto peer = entry_.peer_of(known);
  if (!peer) return;
  EntryHit hit{.row = row, .peer = *peer, .first_line = file_.lines, .last_line = file_.lines,
               .first = now_};
  const SignatureCount& count = counts_[row * kPeers + static_cast<std::size_t>(*peer)];
  if (count.times == 0) hit.quote = quote_of(line, at, known);
  entry_.add(std::move(hit));
  if (known.event != LogEvent::none) move_timeline(known, line.substr(at), form);
}

void LogReader::move_timeline(const SignatureRow& row, std::string_view text, LineForm form) {
  if (row.event != LogEvent::version) {
    of_edge_hub_ = row.component == Component::edge_hub;
    of_module_ = false;
    connected_ = row.event == LogEvent::connected || row.event == LogEvent::online;
  }
  timeline_.add({.event = row.event, .edge_hub = row.component == Component::edge_hub,
                 .text = text, .form = form, .line = file_.lines, .at = now_});
}

void LogReader::refuse_packed(std::string_view begin) const {
  using namespace std::string_view_literals;
  if (begin.starts_with("\x1f\x8b"sv)) {
    refuse("is compressed: write `gunzip -c FILE | edgeprobe logs -`");
  }
  if (begin.starts_with("PK\x03\x04"sv)) {
    refuse("is an archive (a support bundle?): unpack it and name the files in its folder logs");
  }
  if (begin.starts_with("\xff\xfe"sv) || begin.starts_with("\xfe\xff"sv)) {
    refuse("is UTF-16, as PowerShell's > writes it: write `... | Out-File -Encoding ascii FILE`");
  }
}

void LogReader::refuse(std::string_view why) const {
  throw UsageError(fmt::format("{}: {}", printable(file_.name), why));
}

}  // namespace edge::probe
