#include "common/amqp/error.hpp"

#include <string>

namespace edge {
namespace {

class AmqpCategory : public boost::system::error_category {
 public:
  const char* name() const noexcept override { return "amqp"; }

  std::string message(int value) const override {
    switch (static_cast<AmqpErrc>(value)) {
      case AmqpErrc::not_amqp: return "the peer does not speak AMQP 1.0";
      case AmqpErrc::wrong_header: return "the peer answered with another AMQP protocol header";
      case AmqpErrc::protocol: return "the peer broke the AMQP protocol";
      case AmqpErrc::closed_by_peer: return "the peer closed the connection";
      case AmqpErrc::ended: return "the peer ended the session";
      case AmqpErrc::detached: return "the peer detached the link";
      case AmqpErrc::refused: return "the peer refused the request";
      case AmqpErrc::peer_idle: return "nothing was received for the idle time-out";
      case AmqpErrc::sasl_refused: return "the peer refused the SASL authentication";
      case AmqpErrc::sasl_no_mechanism: return "the peer does not offer the SASL mechanism";
    }
    return "unknown AMQP error";
  }
};

}  // namespace

const boost::system::error_category& amqp_category() {
  static const AmqpCategory category;
  return category;
}

}  // namespace edge
