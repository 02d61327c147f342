// Who answered a connect(): the kernel's errno, error queue and local address as one of six
// answers. Pure. Not a judgement: what an answer means for the user is the verdicts' business.
#pragma once

#include "common/report/evidence.hpp"

namespace edge::probe {

/// The table was checked against Linux 6.18 (tests/probe/evidence/kernel_answers_test.cpp):
///
///     RST, from the peer or a device                ECONNREFUSED                 reset
///     ICMP error from another address               whatever it is turned into   icmp
///     ICMP "host unreachable" from the own address  EHOSTUNREACH, after ~3 s     no_neighbour
///     other ICMP error from the own address         a reject in the own OUTPUT   own_host
///     unreachable, prohibit, blackhole, no route    EHOSTUNREACH, EACCES, EINVAL,
///                                                   ENETUNREACH; nothing sent    own_host
///     nothing until the deadline                    ETIMEDOUT                    silence
///
/// A filter of the own host that rejects with "host unreachable" looks like a missing neighbour,
/// but answers at once. Kernels before 5.8 do not tell who sent an ICMP error: `icmp` without
/// detail, and "port unreachable" looks like a RST.
Answer classify(const DialResult& result);

/// True for "time to live exceeded in transit" of ICMP (RFC 792) or ICMPv6 (RFC 4443): the sender
/// is a hop on the way and refused nothing.
bool is_time_exceeded(const IcmpError& icmp);
bool is_time_exceeded(const Hop& hop);

}  // namespace edge::probe
