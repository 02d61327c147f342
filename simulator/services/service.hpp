// Runs the services of a topology in a World: the same code for virtual nodes and, in the lab, for
// kernel namespaces. One file per kind; what differs between a healthy and a broken service is the
// value it is given.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "common/tls/certificate_authority.hpp"
#include "common/tls/pem_source.hpp"
#include "common/world/world.hpp"
#include "simulator/topology/service.hpp"

namespace edge::sim {

/// What a hub saw, for expectations of scenarios and for --print-messages.
struct HubObservations {
  int connections = 0; // TCP connections accepted, on all ports
  int opens = 0;       // AMQP connections opened
  int authorised = 0;  // put-tokens answered 200
  int links = 0;
  int messages = 0;
  /// Numbers that telemetry lacks (simulator/hub/message_numbers.hpp); absent: none had a number.
  std::optional<int> lost;
  int reconnects = 0;  // identities served anew, after their connection or their rights had ended
  int thrown_off = 0;  // connections ended because the identity came again
};

class RunningService {
 public:
  virtual ~RunningService() = default;
  /// Changes behaviour at once; connections that stand keep the old one.
  virtual void change(const Service& service) = 0;
  virtual HubObservations observations() const { return {}; }
};

/// The certificate authorities of one simulation, by CertificateSpec::issuer; made when first
/// asked.
class Authorities {
 public:
  explicit Authorities(WallTime now) : now_(now) {}
  CertificateAuthority& get(const std::string& issuer);
  /// Its certificate, for those who may never need it; lives no longer than this.
  PemSource pem(std::string issuer) {
    return [this, issuer = std::move(issuer)] { return get(issuer).certificate_pem(); };
  }

 private:
  WallTime now_;
  std::map<std::string, std::unique_ptr<CertificateAuthority>> made_;
};

/// Throws std::runtime_error "service site-dns: cannot listen on 192.0.2.1:53 (udp): reason".
[[noreturn]] void throw_cannot_listen(const Service& service, const Endpoint& endpoint,
                                      const std::string& protocol, const ErrorCode& error);

}  // namespace edge::sim
