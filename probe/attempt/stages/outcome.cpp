#include "probe/attempt/stages/rows.hpp"

namespace edge::probe {

Outcome outcome_of(const ErrorCode& error) {
  if (!error) return Outcome::ok;
  if (error == boost::system::errc::operation_canceled) return Outcome::cancelled;
  return error == boost::system::errc::timed_out ? Outcome::timed_out : Outcome::failed;
}

}  // namespace edge::probe
