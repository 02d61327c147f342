#include "common/amqp/error.hpp"

#include "common/base/error_fact.hpp"

namespace edge {
namespace {

constexpr ErrorRow kAmqpErrors[] = {
    {static_cast<int>(AmqpErrc::not_amqp), "not-amqp", "the peer does not speak AMQP 1.0"},
    {static_cast<int>(AmqpErrc::wrong_header), "wrong-header",
     "the peer answered with another AMQP protocol header"},
    {static_cast<int>(AmqpErrc::protocol), "protocol", "the peer broke the AMQP protocol"},
    {static_cast<int>(AmqpErrc::closed_by_peer), "closed", "the peer closed the connection"},
    {static_cast<int>(AmqpErrc::ended), "ended", "the peer ended the session"},
    {static_cast<int>(AmqpErrc::detached), "detached", "the peer detached the link"},
    {static_cast<int>(AmqpErrc::refused), "refused", "the peer refused the request"},
    {static_cast<int>(AmqpErrc::peer_idle), "peer-idle",
     "nothing was received for the idle time-out"},
    {static_cast<int>(AmqpErrc::sasl_refused), "sasl-refused",
     "the peer refused the SASL authentication"},
    {static_cast<int>(AmqpErrc::sasl_no_mechanism), "sasl-no-mechanism",
     "the peer does not offer the SASL mechanism"},
    {static_cast<int>(AmqpErrc::echoed), "echoed", "the peer sends back what it gets"},
};

}  // namespace

const boost::system::error_category& amqp_category() {
  static const ErrorTable category("amqp", kAmqpErrors);
  return category;
}

}  // namespace edge
