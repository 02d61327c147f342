// What a key of a file may hold beyond its value's type: ranges of numbers, the characters of
// names, lengths of lists. Each key names its limit once, in the list of keys of its struct; the
// reader and the schema both take it from there. Not for what concerns two keys.
#pragma once

#include <chrono>
#include <cstdint>
#include <limits>
#include <span>
#include <string_view>

#include "common/world/time.hpp"
#include "simulator/keys/vocabulary.hpp"
#include "simulator/topology/topology.hpp"

namespace edge::sim::keys {

/// None but the type's own.
struct AsTyped {};

/// A whole number from `least` to `most`.
struct Whole {
  std::int64_t least, most;
};

/// A duration from `least` to `most`.
struct Span {
  Duration least, most;
};

/// Text of `shortest` to `longest` bytes of which the first is among `first`, each other among
/// `rest`: written as inside the brackets of a regular expression. Empty: any printable character.
struct Text {
  std::string_view what;  // "a name of letters, ..."
  std::string_view first, rest;
  std::size_t longest;
  std::size_t shortest = 1;
  bool secret = false;  // no complaint shows it
};

/// One of the names that a table has; `list` prints it.
struct NameIn {
  std::vector<std::string> Vocabulary::*table;
  std::string_view list;
};

/// One of these words.
struct OneOf {
  std::span<const std::string_view> words;
};

/// Any number of the type.
struct AnyNumber {};

/// A number of `number`, or `word`, which stands for `means`.
struct NumberOr {
  Whole number;
  std::string_view word;
  int means;
};

/// A probability.
struct Share {};

/// Bits per second.
struct BitRate {};

/// A port that an endpoint has when none is written; 0: one must be.
struct PortIfAbsent {
  std::uint16_t port;
};

/// Of a list: at most so many elements, each within `each`.
template <class L>
struct List {
  std::size_t most;
  L each;
};
List(std::size_t) -> List<AsTyped>;
template <class L>
List(std::size_t, L) -> List<L>;

inline constexpr Whole kAnyInt{0, std::numeric_limits<int>::max()};
inline constexpr Whole kAnyMark{0, std::numeric_limits<std::uint32_t>::max()};
inline constexpr Whole kPort{1, 65535};
inline constexpr Whole kMtu{68, 65535};        // the least that IPv4 allows, RFC 791
inline constexpr Whole kInterfaceMtu{kMtu.least, kLargestInterfaceMtu};
inline constexpr Whole kHttpStatus{100, 599};

inline constexpr Duration kCentury = std::chrono::years{100};
inline constexpr Span kUpToACentury{Duration{}, kCentury};
inline constexpr Span kWithinACentury{-kCentury, kCentury};

// Names end up in names of files (captures), on terminals and in nft's scripts.
inline constexpr Text kNodeName{"a name of letters, digits, '.', '_', '-', at most 63 bytes",
                                "A-Za-z0-9", "A-Za-z0-9._-", 63};
// IFNAMSIZ - 1; a '%' would be a pattern to the kernel, '/' and ':' it does not take.
inline constexpr Text kInterfaceName{
    "an interface's name of letters, digits and any of . _ ( ) @ + ~ # -, at most 15 bytes",
    "A-Za-z0-9_", "A-Za-z0-9._()@+~#-", 15};
// No keyword of nft(8), which the lab writes; longer ones iptables(8) does not take.
inline constexpr Text kChainName{
    "a chain's name of letters, digits, '.', '_', '-', at most 28 bytes", "A-Za-z_",
    "A-Za-z0-9._-", 28};
// Of certificates and records, where '*' stands for any label.
inline constexpr Text kHostName{"a host name, at most 253 bytes", "A-Za-z0-9*_", "A-Za-z0-9*._-",
                                253};
inline constexpr Text kDialledName{"a host name without '*', at most 253 bytes", "A-Za-z0-9_",
                                   "A-Za-z0-9._-", 253};
// What IoT Hub allows in the names of devices and modules.
inline constexpr Text kIdentity{"an identity's name of letters, digits and any of "
                                "-:.+%_#*?!(),=@$', at most 128 bytes",
                                "A-Za-z0-9:.+%_#*?!(),=@$'-", "A-Za-z0-9:.+%_#*?!(),=@$'-", 128};
inline constexpr Text kBase64{"base64", "A-Za-z0-9+/", "A-Za-z0-9+/=", 512, 1,
                              true};
inline constexpr Text kThumbprint{"a SHA-256 thumbprint of 64 hexadecimal digits", "A-Fa-f0-9",
                                  "A-Fa-f0-9", 64, 64};
inline constexpr Text kMechanism{"a SASL mechanism's name", "A-Za-z0-9", "A-Za-z0-9_-", 20};
inline constexpr Text kCommonName{"text of 1 to 64 bytes", "", "", 64};  // ub-common-name
inline constexpr Text kComment{"text of 1 to 256 bytes", "", "", 256};
inline constexpr Text kProse{"text of 1 to 2048 bytes", "", "", 2048};
inline constexpr Text kLine{"text, not empty, in one line and without control characters", "", "",
                            65536};

// Larger networks than anybody describes by hand; what is checked about all of their parts
// together takes well under a second.
inline constexpr std::size_t kMostNodes = 32, kMostWires = 48, kMostServices = 16;
inline constexpr std::size_t kMostInterfaces = 32, kMostAddresses = 8;
inline constexpr std::size_t kMostRules = 512;   // also routes and policy rules, of one node
inline constexpr std::size_t kMostOfRest = 64;   // name servers, records, devices ...

}  // namespace edge::sim::keys
