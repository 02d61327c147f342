// What the values of the services' enumerations are called, as names.hpp has it for a network's.
// Apart from that, for a new way in which a hub behaves to rebuild no more than it must.
#pragma once

#include "simulator/topology/dns_service.hpp"
#include "simulator/topology/hub_service.hpp"
#include "simulator/topology/names.hpp"

namespace edge::sim {

template <>
inline constexpr std::array kNames<TlsBehaviour>{
    Choice<TlsBehaviour>{"serve", TlsBehaviour::serve},
    Choice<TlsBehaviour>{"silent-after-client-hello", TlsBehaviour::silent_after_client_hello},
    Choice<TlsBehaviour>{"plain-http", TlsBehaviour::plain_http},
    Choice<TlsBehaviour>{"reset-after-client-hello", TlsBehaviour::reset_after_client_hello},
    Choice<TlsBehaviour>{"alert", TlsBehaviour::alert},
    Choice<TlsBehaviour>{"silent-to-own-name", TlsBehaviour::silent_to_own_name},
    Choice<TlsBehaviour>{"reset-for-own-name", TlsBehaviour::reset_for_own_name},
    Choice<TlsBehaviour>{"demand-certificate", TlsBehaviour::demand_certificate}};

template <>
inline constexpr std::array kNames<AmqpBehaviour>{
    Choice<AmqpBehaviour>{"serve", AmqpBehaviour::serve},
    Choice<AmqpBehaviour>{"silent", AmqpBehaviour::silent},
    Choice<AmqpBehaviour>{"wrong-header", AmqpBehaviour::wrong_header},
    Choice<AmqpBehaviour>{"garbage", AmqpBehaviour::garbage},
    Choice<AmqpBehaviour>{"open-unanswered", AmqpBehaviour::open_unanswered},
    Choice<AmqpBehaviour>{"oversized-frame", AmqpBehaviour::oversized_frame},
    Choice<AmqpBehaviour>{"malformed-frame", AmqpBehaviour::malformed_frame}};

template <>
inline constexpr std::array kNames<DnsBehaviour>{
    Choice<DnsBehaviour>{"serve", DnsBehaviour::serve},
    Choice<DnsBehaviour>{"silent", DnsBehaviour::silent},
    Choice<DnsBehaviour>{"silent-to-aaaa", DnsBehaviour::silent_to_aaaa},
    Choice<DnsBehaviour>{"name-error", DnsBehaviour::name_error},
    Choice<DnsBehaviour>{"server-failure", DnsBehaviour::server_failure},
    Choice<DnsBehaviour>{"refused", DnsBehaviour::refused},
    Choice<DnsBehaviour>{"no-address", DnsBehaviour::no_address}};

template <>
inline constexpr std::array kNames<WebSocketForm>{
    Choice<WebSocketForm>{"usual", WebSocketForm::usual},
    Choice<WebSocketForm>{"silent", WebSocketForm::silent},
    Choice<WebSocketForm>{"hangs-up", WebSocketForm::hangs_up},
    Choice<WebSocketForm>{"wrong-accept", WebSocketForm::wrong_accept},
    Choice<WebSocketForm>{"silent-after-it", WebSocketForm::silent_after_it},
    Choice<WebSocketForm>{"ends-after-it", WebSocketForm::ends_after_it},
    Choice<WebSocketForm>{"text-messages", WebSocketForm::text_messages}};

template <>
inline constexpr std::array kNames<CertificateForm>{
    Choice<CertificateForm>{"usual", CertificateForm::usual},
    Choice<CertificateForm>{"weak-key", CertificateForm::weak_key},
    Choice<CertificateForm>{"weak-digest", CertificateForm::weak_digest},
    Choice<CertificateForm>{"client-only", CertificateForm::client_only},
    Choice<CertificateForm>{"self-signed", CertificateForm::self_signed}};

}  // namespace edge::sim
