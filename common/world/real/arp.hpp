// Whether somebody has an address, asked on the link itself by the probes of RFC 5227, which tell
// nobody an address of the asker. Needs CAP_NET_RAW.
#pragma once

#include <boost/asio/ip/address_v4.hpp>

#include "common/base/result.hpp"
#include "common/world/time.hpp"

namespace edge {

enum class AddressHolder { nobody, somebody };

/// Asks on the interface with the number `link`, in the thread's network namespace, again and
/// again until somebody answers or `wait` is over. Somebody who asks for it as well has it, too.
Result<AddressHolder> holder_of(int link, const boost::asio::ip::address_v4& address,
                                Duration wait);

}  // namespace edge
