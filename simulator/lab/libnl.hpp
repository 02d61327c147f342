// libnl's objects with owners. Only for the files behind netlink.hpp.
#pragma once

#include <netlink/cache.h>
#include <netlink/msg.h>

#include <memory>

namespace edge::sim {

template <auto kRelease>
struct Release {
  template <class T>
  void operator()(T* object) const { kRelease(object); }
};
using NlMessage = std::unique_ptr<nl_msg, Release<nlmsg_free>>;
using NlCache = std::unique_ptr<nl_cache, Release<nl_cache_free>>;

template <class Object, class Visit>
void for_each(nl_cache* cache, Visit visit) {
  for (auto* at = nl_cache_get_first(cache); at; at = nl_cache_get_next(at)) {
    visit(reinterpret_cast<Object*>(at));
  }
}

}  // namespace edge::sim
