#include "simulator/topology_file/service_fields.hpp"

#include "simulator/keys/describer.hpp"
#include "simulator/keys/key_table.hpp"
#include "simulator/keys/reader.hpp"

namespace edge::sim::keys {

template <class A, class T>
void fields(A& a, Indirect<T>& x) {
  fields(a, *x);
}

template <class A, class T>
void fields(A& a, const Indirect<T>& x) {
  fields(a, *x);
}

#define EDGE_WALKED_BY(WALKER, CONST)                         \
  template void fields(WALKER&, CONST Indirect<HubService>&);   \
  template void fields(WALKER&, CONST Indirect<DnsService>&);   \
  template void fields(WALKER&, CONST Indirect<ProxyService>&); \
  template void fields(WALKER&, CONST Indirect<AgentService>&); \
  template void fields(WALKER&, CONST Indirect<RegistryService>&)

EDGE_WALKED_BY(Keys, );
EDGE_WALKED_BY(Reader, );
EDGE_WALKED_BY(Describer, );
EDGE_WALKED_BY(Lister, );
EDGE_WALKED_BY(Lister::Name, );
EDGE_WALKED_BY(Writer, const);
#undef EDGE_WALKED_BY

}  // namespace edge::sim::keys
