#include "probe/identity/sources.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "common/base/rows.hpp"
#include "common/base/usage_error.hpp"
#include "probe/identity/rows.hpp"

namespace edge::probe {

std::span<const IdentityRow> identity_rows() {
  static const IdentityRow rows[] = {kWorkloadIdentity, kEngineIdentity, kConfigIdentity};
  return rows;
}

FoundIdentity find_identity(const std::string& text, IdentityRequest request) {
  const auto colon = text.find(':');
  const auto* row = find_row(identity_rows(), std::string_view(text).substr(0, colon),
                             &IdentityRow::name);
  if (!row || colon + 1 == text.size()) {
    throw UsageError(fmt::format("--identity: write one of {}",
                                 fmt::join(names_of_rows(identity_rows(), &IdentityRow::form),
                                           ", ")));
  }
  request.what = colon == text.npos ? std::string() : text.substr(colon + 1);
  return row->find(request);
}

}  // namespace edge::probe
