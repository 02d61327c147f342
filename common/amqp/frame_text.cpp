#include "common/amqp/frame_text.hpp"

#include <fmt/format.h>

#include <array>
#include <span>

#include "common/amqp/encoding.hpp"
#include "common/amqp/header.hpp"
#include "common/amqp/incoming_frames.hpp"
#include "common/base/escape.hpp"
#include "common/base/rows.hpp"
#include "common/iothub/sas_token.hpp"

namespace edge {
namespace {

constexpr std::size_t kLongestLine = 1024;
constexpr int kDeepest = 8;

/// A described list of AMQP's own (part 2, sections 2.7 and 2.8.14; part 3, sections 3.4 and 3.5).
struct TypeRow {
  std::uint64_t descriptor;
  std::string_view name;
  std::array<std::string_view, 14> fields;
};

constexpr TypeRow kTypes[] = {
    {0x10, "open", {"container-id", "hostname", "max-frame-size", "channel-max", "idle-time-out",
                    "outgoing-locales", "incoming-locales", "offered-capabilities",
                    "desired-capabilities", "properties"}},
    {0x11, "begin", {"remote-channel", "next-outgoing-id", "incoming-window", "outgoing-window",
                     "handle-max", "offered-capabilities", "desired-capabilities", "properties"}},
    {0x12, "attach", {"name", "handle", "role", "snd-settle-mode", "rcv-settle-mode", "source",
                      "target", "unsettled", "incomplete-unsettled", "initial-delivery-count",
                      "max-message-size", "offered-capabilities", "desired-capabilities",
                      "properties"}},
    {0x13, "flow", {"next-incoming-id", "incoming-window", "next-outgoing-id", "outgoing-window",
                    "handle", "delivery-count", "link-credit", "available", "drain", "echo",
                    "properties"}},
    {0x14, "transfer", {"handle", "delivery-id", "delivery-tag", "message-format", "settled",
                        "more", "rcv-settle-mode", "state", "resume", "aborted", "batchable"}},
    {0x15, "disposition", {"role", "first", "last", "settled", "state", "batchable"}},
    {0x16, "detach", {"handle", "closed", "error"}},
    {0x17, "end", {"error"}},
    {0x18, "close", {"error"}},
    {0x1d, "error", {"condition", "description", "info"}},
    {0x23, "received", {"section-number", "section-offset"}},
    {0x24, "accepted", {}},
    {0x25, "rejected", {"error"}},
    {0x26, "released", {}},
    {0x27, "modified", {"delivery-failed", "undeliverable-here", "message-annotations"}},
    {0x28, "source", {"address", "durable", "expiry-policy", "timeout", "dynamic",
                      "dynamic-node-properties", "distribution-mode", "filter", "default-outcome",
                      "outcomes", "capabilities"}},
    {0x29, "target", {"address", "durable", "expiry-policy", "timeout", "dynamic",
                      "dynamic-node-properties", "capabilities"}},
};

/// Writes values until the line is full. What it reads is well-formed.
class Line {
 public:
  explicit Line(std::string begin) : text_(std::move(begin)) {}

  void value(EncodedReader& reader, int depth = kDeepest) {
    if (reader.empty()) return;
    if (reader.rest().front() == kDescribed) return described(reader, depth);
    const auto type = *reader.byte();
    if (const auto data = reader.data_of(type)) plain(type, *data, depth);
  }

  void add(std::string_view text) { text_ += text; }
  std::string take() && { return std::move(text_); }

 private:
  bool full(int depth) const { return depth <= 0 || text_.size() > kLongestLine; }

  void described(EncodedReader& reader, int depth) {
    const std::span<const TypeRow> types(kTypes);
    const auto number = EncodedReader(reader).descriptor();
    const auto* row = number ? find_row(types, *number, &TypeRow::descriptor) : nullptr;
    reader.byte();
    if (!row) {
      add("@");
      value(reader, depth - 1);
      add(" ");
      return value(reader, depth - 1);
    }
    reader.value();
    add(row->name);
    add(" [");
    if (auto list = reader.list()) fields(list->second, row->fields, depth - 1);
    add("]");
  }

  /// Those that are set.
  void fields(EncodedReader list, std::span<const std::string_view> names, int depth) {
    bool first = true;
    for (std::size_t i = 0; !list.empty() && !full(depth); ++i) {
      if (list.rest().front() == kNull) {
        list.byte();
        continue;
      }
      add(first ? "" : ", ");
      first = false;
      add(i < names.size() && !names[i].empty() ? names[i] : "?");
      add("=");
      value(list, depth);
    }
  }

  void plain(std::uint8_t type, ByteView data, int depth) {
    switch (type) {
      case kNull: return add("null");
      case kTrue: return add("true");
      case kFalse: return add("false");
      case kZeroUint: case kZeroUlong: return add("0");
      // Each by itself: what is no token may hold anything in its place, a quote too.
      case kString8: case kString32:
        return add(fmt::format("\"{}\"", without_signatures(as_text(data))));
      case kSymbol8: case kSymbol32: return add(without_signatures(as_text(data)));
      case kList0: return add("[]");
      case kList8: case kMap8: return elements(data, 1, type == kMap8, depth);
      case kList32: case kMap32: return elements(data, 4, type == kMap32, depth);
      case kArray8: return array(data, 1, depth);
      case kArray32: return array(data, 4, depth);
      default: return other(type, data);
    }
  }

  void elements(ByteView data, int width, bool map, int depth) {
    EncodedReader inner(data);
    inner.number(width);  // their count
    add(map ? "{" : "[");
    for (bool key = true, first = true; !inner.empty() && !full(depth); key = !key, first = false) {
      if (!first) add(map && !key ? "=" : ", ");
      value(inner, depth - 1);
    }
    add(map ? "}" : "]");
  }

  void array(ByteView data, int width, int depth) {
    EncodedReader inner(data);
    const auto count = inner.number(width);
    const auto type = inner.byte();
    add("[");
    if (type == kDescribed) add("...");
    for (std::size_t i = 0; type && *type != kDescribed && i < *count && !full(depth); ++i) {
      const auto element = inner.data_of(*type);
      if (!element) break;
      add(i == 0 ? "" : ", ");
      plain(*type, *element, depth - 1);
    }
    add("]");
  }

  /// Numbers without a sign in decimal; all else, such as binary, in hexadecimal.
  void other(std::uint8_t type, ByteView data) {
    const bool number = type == kUbyte || type == kUshort || type == kUint || type == kSmallUint ||
                        type == kUlong || type == kSmallUlong || type == kBoolean;
    if (number) {
      return add(std::to_string(EncodedReader(data).number(static_cast<int>(data.size())).value()));
    }
    add("0x");
    for (const auto byte : data.first(std::min(data.size(), kLongestLine))) {
      add(fmt::format("{:02x}", byte));
    }
  }

  std::string text_;
};

}  // namespace

std::string frame_text(ByteView frame, bool incoming) {
  EncodedReader header(frame);
  header.take(kFrameSizeField);
  const auto offset = header.byte().value_or(0);
  header.byte();  // the type
  const auto channel = header.number(2).value_or(0);
  EncodedReader body(frame.subspan(std::min<std::size_t>(std::size_t{4} * offset, frame.size())));
  Line line(fmt::format("{} {} ", channel, incoming ? "<-" : "->"));
  if (body.empty()) line.add("(EMPTY FRAME)");
  line.value(body);
  if (!body.empty()) line.add(fmt::format(" ({} bytes)", body.rest().size()));
  return printable(std::move(line).take(), kLongestLine);
}

void trace_written(ByteView bytes, const std::function<void(const std::string&)>& trace) {
  if (classify_header(bytes) == HeaderKind::amqp) {
    trace("  -> AMQP");
    bytes = bytes.subspan(kAmqpHeader.size());
  }
  whole_frames(bytes, SIZE_MAX, [&](ByteView frame) { trace(frame_text(frame, false)); });
}

}  // namespace edge
