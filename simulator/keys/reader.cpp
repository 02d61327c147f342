#include "simulator/keys/reader.hpp"

namespace edge::sim::keys {

void refuse(const YAML::Node& node, const std::string& key, const std::string& allowed,
            bool shown) {
  const bool quoted = shown && node.IsScalar() && !node.Scalar().empty();
  const auto found = quoted ? fmt::format("cannot be '{}'; allowed:", printable(node.Scalar(), 64))
                            : std::string{"must be"};
  throw YamlError(node.Mark(), fmt::format("{} {} {}", key, found, allowed));
}

}  // namespace edge::sim::keys
