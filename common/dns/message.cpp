#include "common/dns/message.hpp"

#include <ldns/ldns.h>

#include <algorithm>
#include <memory>

#include "common/base/check.hpp"
#include "common/base/host_name.hpp"

namespace edge {
namespace {

constexpr std::uint32_t kTimeToLive = 60;  // seconds; nothing here caches

struct FreePacket {
  void operator()(ldns_pkt* packet) const { ldns_pkt_free(packet); }
};
struct FreeRecord {
  void operator()(ldns_rr* record) const { ldns_rr_free(record); }
};
struct FreeName {
  void operator()(ldns_rdf* name) const { ldns_rdf_deep_free(name); }
};
struct FreeMemory {
  void operator()(void* memory) const { std::free(memory); }
};
using Packet = std::unique_ptr<ldns_pkt, FreePacket>;
using Record = std::unique_ptr<ldns_rr, FreeRecord>;
using Name = std::unique_ptr<ldns_rdf, FreeName>;

/// In presentation form, without the trailing dot.
std::string text_of(const ldns_rdf* name) {
  const std::unique_ptr<char, FreeMemory> text(ldns_rdf2str(name));
  return text ? std::string(without_root_dot(text.get())) : std::string{};
}

Name make_name(std::string_view name) {
  return Name(ldns_dname_new_frm_str(std::string(name).c_str()));
}

/// The next record; null when it cannot be read. `at` moves behind it.
Record read_record(ByteView data, std::size_t& at, ldns_pkt_section section) {
  ldns_rr* record = nullptr;
  if (ldns_wire2rr(&record, data.data(), data.size(), &at, section) != LDNS_STATUS_OK) return {};
  return Record(record);
}

std::optional<IpAddress> address_in(const ldns_rr* record) {
  const ldns_rdf* value = ldns_rr_rdf(record, 0);
  if (value == nullptr) return std::nullopt;
  const auto* bytes = ldns_rdf_data(value);
  if (ldns_rr_get_type(record) == LDNS_RR_TYPE_A && ldns_rdf_size(value) == 4) {
    boost::asio::ip::address_v4::bytes_type raw{};
    std::copy_n(bytes, raw.size(), raw.begin());
    return boost::asio::ip::address_v4(raw);
  }
  if (ldns_rr_get_type(record) == LDNS_RR_TYPE_AAAA && ldns_rdf_size(value) == 16) {
    boost::asio::ip::address_v6::bytes_type raw{};
    std::copy_n(bytes, raw.size(), raw.begin());
    return boost::asio::ip::address_v6(raw);
  }
  return std::nullopt;
}

/// The record that ends at `end` says that its data are as long as an address of its type: neither
/// library takes another one, and ldns does.
bool has_length_of_address(ByteView data, std::size_t end, ldns_rr_type type) {
  const std::size_t length = type == LDNS_RR_TYPE_A ? 4 : 16;
  const auto* rdlength = data.data() + end - length - 2;
  return ldns_read_uint16(rdlength) == length;
}

/// As glibc's gaih_getanswer_slice (resolv/nss_dns/dns-host.c): a CNAME of any owner sets the name
/// that the addresses after it must have. As musl's dns_parse_callback: whoever owns them.
void read_answers(ByteView data, std::size_t at, CLibrary library, DnsMessage& message) {
  std::string expected = message.question->name;
  for (int i = 0; i < message.answers; ++i) {
    const Record record = read_record(data, at, LDNS_SECTION_ANSWER);
    const auto type = record ? ldns_rr_get_type(record.get()) : LDNS_RR_TYPE_NULL;
    const bool address = type == LDNS_RR_TYPE_A || type == LDNS_RR_TYPE_AAAA;
    if (!record || (address && !has_length_of_address(data, at, type))) {
      message.malformed = true;
      return;
    }
    if (type == LDNS_RR_TYPE_CNAME && ldns_rr_rdf(record.get(), 0) != nullptr) {
      expected = message.alias = text_of(ldns_rr_rdf(record.get(), 0));
    } else if (type == message.question->type &&
               (library == CLibrary::musl ||
                same_host_name(text_of(ldns_rr_owner(record.get())), expected))) {
      if (const auto found = address_in(record.get())) message.addresses.push_back(*found);
    }
  }
}

Record make_record(std::string_view owner, const IpAddress& address) {
  Record record(ldns_rr_new());
  ldns_rr_set_owner(record.get(), make_name(owner).release());
  ldns_rr_set_ttl(record.get(), kTimeToLive);
  const auto set = [&](ldns_rr_type type, ldns_rdf_type rdf_type, const auto& bytes) {
    ldns_rr_set_type(record.get(), type);
    ldns_rr_push_rdf(record.get(), ldns_rdf_new_frm_data(rdf_type, bytes.size(), bytes.data()));
  };
  if (address.is_v4()) {
    set(LDNS_RR_TYPE_A, LDNS_RDF_TYPE_A, address.to_v4().to_bytes());
  } else {
    set(LDNS_RR_TYPE_AAAA, LDNS_RDF_TYPE_AAAA, address.to_v6().to_bytes());
  }
  return record;
}

Bytes to_wire(const ldns_pkt* packet) {
  std::uint8_t* raw = nullptr;
  std::size_t size = 0;
  const auto status = ldns_pkt2wire(&raw, packet, &size);
  const std::unique_ptr<std::uint8_t, FreeMemory> owned(raw);
  CHECK(status == LDNS_STATUS_OK);
  return Bytes(raw, raw + size);
}

}  // namespace

std::string dns_type_name(std::uint16_t type) {
  if (type == kTypeA) return "A";
  if (type == kTypeAaaa) return "AAAA";
  return "TYPE" + std::to_string(type);
}

std::string name_of(Rcode rcode) {
  switch (rcode) {
    case Rcode::no_error:
      return "NOERROR";
    case Rcode::format_error:
      return "FORMERR";
    case Rcode::server_failure:
      return "SERVFAIL";
    case Rcode::name_error:
      return "NXDOMAIN";
    case Rcode::not_implemented:
      return "NOTIMP";
    case Rcode::refused:
      return "REFUSED";
  }
  return "RCODE" + std::to_string(static_cast<int>(rcode));
}

bool is_referral(const DnsMessage& message) {
  return message.rcode == Rcode::no_error && message.answers == 0 && !message.authoritative &&
         !message.recursion_available;
}

bool same_question(const DnsMessage& message, std::string_view name, std::uint16_t type) {
  return message.question && message.question->type == type &&
         same_host_name(message.question->name, name);
}

std::optional<Bytes> encode_query(std::uint16_t id, std::string_view name, std::uint16_t type,
                                  bool edns0) {
  constexpr std::uint16_t kGlibcsDatagram = 1200;  // RESOLV_EDNS_BUFFER_SIZE, resolv-internal.h
  if (!is_host_name(name)) return std::nullopt;
  const Packet packet(ldns_pkt_query_new(make_name(name).release(), static_cast<ldns_rr_type>(type),
                                         LDNS_RR_CLASS_IN, LDNS_RD));
  CHECK(packet != nullptr);
  ldns_pkt_set_id(packet.get(), id);
  if (edns0) ldns_pkt_set_edns_udp_size(packet.get(), kGlibcsDatagram);
  return to_wire(packet.get());
}

std::optional<DnsMessage> decode_message(ByteView data, CLibrary library) {
  if (data.size() < kDnsHeaderSize) return std::nullopt;
  const auto* wire = data.data();
  DnsMessage message;
  message.id = LDNS_ID_WIRE(wire);
  message.response = LDNS_QR_WIRE(wire) != 0;
  message.authoritative = LDNS_AA_WIRE(wire) != 0;
  message.truncated = LDNS_TC_WIRE(wire) != 0;
  message.recursion_desired = LDNS_RD_WIRE(wire) != 0;
  message.recursion_available = LDNS_RA_WIRE(wire) != 0;
  message.rcode = static_cast<Rcode>(LDNS_RCODE_WIRE(wire));
  message.answers = LDNS_ANCOUNT(wire);
  message.additional = LDNS_ARCOUNT(wire);
  if (LDNS_QDCOUNT(wire) != 1) return message;

  std::size_t at = kDnsHeaderSize;
  const Record question = read_record(data, at, LDNS_SECTION_QUESTION);
  if (!question || ldns_rr_get_class(question.get()) != LDNS_RR_CLASS_IN) return message;
  message.question = DnsQuestion{text_of(ldns_rr_owner(question.get())),
                                 static_cast<std::uint16_t>(ldns_rr_get_type(question.get()))};
  read_answers(data, at, library, message);
  return message;
}

std::optional<Bytes> encode_answer(const DnsMessage& query, Rcode rcode,
                                   const std::vector<IpAddress>& addresses, std::size_t limit) {
  if (!query.question) return std::nullopt;
  Name name = make_name(query.question->name);
  if (!name) return std::nullopt;
  const Packet packet(ldns_pkt_query_new(
      name.release(), static_cast<ldns_rr_type>(query.question->type), LDNS_RR_CLASS_IN, 0));
  CHECK(packet != nullptr);
  ldns_pkt_set_id(packet.get(), query.id);
  ldns_pkt_set_qr(packet.get(), true);
  ldns_pkt_set_rd(packet.get(), query.recursion_desired);
  ldns_pkt_set_ra(packet.get(), true);
  ldns_pkt_set_rcode(packet.get(), static_cast<std::uint8_t>(rcode));
  const Bytes without_records = to_wire(packet.get());
  for (const auto& address : addresses) {
    if ((query.question->type == kTypeA) != address.is_v4()) continue;
    Record record = make_record(query.question->name, address);
    ldns_pkt_push_rr(packet.get(), LDNS_SECTION_ANSWER, record.release());
  }
  Bytes answer = to_wire(packet.get());
  if (answer.size() <= limit) return answer;
  answer = without_records;
  answer[2] |= 0x02;  // TC
  return answer;
}

}  // namespace edge
