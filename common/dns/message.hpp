// DNS messages (RFC 1035 section 4) by libldns: what a resolver asks and what a server answers, A
// and AAAA only. No sockets here, and no opinion on what an answer means: see send.hpp and
// search.hpp.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/bytes.hpp"
#include "common/world/world.hpp"

namespace edge {

inline constexpr std::uint16_t kDnsPort = 53;

/// Record types by their number (RFC 1035 section 3.2.2, RFC 3596).
inline constexpr std::uint16_t kTypeA = 1;
inline constexpr std::uint16_t kTypeAaaa = 28;
std::string dns_type_name(std::uint16_t type);  // "A", "AAAA", "TYPE15"

/// Response codes (RFC 1035 section 4.1.1).
enum class Rcode : std::uint8_t {
  no_error = 0,
  format_error = 1,
  server_failure = 2,
  name_error = 3,
  not_implemented = 4,
  refused = 5,
};
std::string name_of(Rcode rcode);  // "NOERROR", "NXDOMAIN", "RCODE9"

inline constexpr std::size_t kDnsHeaderSize = 12;
inline constexpr std::size_t kDnsDatagramSize = 512;  // without EDNS, RFC 1035 section 4.2.1

struct DnsQuestion {
  std::string name;  // without the trailing dot, as received
  std::uint16_t type = 0;
};

/// The header of any message, and as much of its first question and answers as could be read.
struct DnsMessage {
  std::uint16_t id = 0;
  bool response = false;
  bool authoritative = false;
  bool truncated = false;
  bool recursion_desired = false;
  bool recursion_available = false;
  Rcode rcode = Rcode::no_error;
  int answers = 0;                      // ANCOUNT, as the header claims
  int additional = 0;                   // ARCOUNT
  std::optional<DnsQuestion> question;  // absent: none, or not readable
  std::vector<IpAddress> addresses;     // of the question's type, as the C library takes them
  std::string alias;                    // the last CNAME's target; or empty
  bool malformed = false;               // an answer record could not be read
};

/// No answer and no word on the name, from a server that does not ask others.
bool is_referral(const DnsMessage& message);

/// Names and types of both questions are the same.
bool same_question(const DnsMessage& message, std::string_view name, std::uint16_t type);

/// A recursive query for one name; with `edns0` it has an OPT record (RFC 6891) as glibc's. Absent
/// when the name is not a host name.
std::optional<Bytes> encode_query(std::uint16_t id, std::string_view name, std::uint16_t type,
                                  bool edns0 = false);

/// Reads any bytes; absent when they are shorter than a header. glibc follows CNAMEs to the
/// addresses of the last one; musl takes every address.
std::optional<DnsMessage> decode_message(ByteView data, CLibrary library = CLibrary::glibc);

/// Answers `query` as a recursive server: its question repeated, the addresses of its type. Longer
/// than `limit` bytes: no addresses, and the truncation flag. Absent when `query` has no question.
std::optional<Bytes> encode_answer(const DnsMessage& query, Rcode rcode,
                                   const std::vector<IpAddress>& addresses, std::size_t limit);

}  // namespace edge
