#include "common/amqp/well_formed.hpp"

#include "common/amqp/encoding.hpp"

namespace edge {
namespace {

constexpr std::size_t kMostWithoutData = 16;

bool take_well_formed(EncodedReader& reader, int depth);
bool take_array(EncodedReader& reader, std::size_t count, int depth);

bool take_elements(EncodedReader& reader, std::size_t count, int depth) {
  for (; count > 0; --count) {
    if (!take_well_formed(reader, depth)) return false;
  }
  return reader.empty();
}

/// `data` as it follows the type code `type`.
bool is_well_formed_data(std::uint8_t type, ByteView data, int depth) {
  const int layout = type >> 4;
  const bool compound = layout == 0xc || layout == 0xd, array = layout == 0xe || layout == 0xf;
  if (!compound && !array) return true;
  EncodedReader inner(data);
  const auto count = inner.number(layout % 2 == 0 ? 1 : 4);
  if (!count || depth <= 0) return false;
  if (array) return take_array(inner, *count, depth - 1);
  const bool map = type == kMap8 || type == kMap32;
  return (!map || *count % 2 == 0) && take_elements(inner, *count, depth - 1);
}

/// Its elements have one type code, before the first of them.
bool take_array(EncodedReader& reader, std::size_t count, int depth) {
  auto type = reader.byte();
  if (type == kDescribed) type = take_well_formed(reader, depth) ? reader.byte() : std::nullopt;
  if (!type) return false;
  const bool no_data = *type >> 4 == 0x4;  // any number of these takes no bytes
  if (no_data) return count <= kMostWithoutData && reader.empty();
  for (; count > 0; --count) {
    const auto data = reader.data_of(*type);
    if (!data || !is_well_formed_data(*type, *data, depth)) return false;
  }
  return reader.empty();
}

bool take_well_formed(EncodedReader& reader, int depth) {
  const auto type = reader.byte();
  if (!type || depth <= 0) return false;
  if (type == kDescribed) {
    return take_well_formed(reader, depth - 1) && take_well_formed(reader, depth - 1);
  }
  const auto data = reader.data_of(*type);
  return data && is_well_formed_data(*type, *data, depth);
}

}  // namespace

bool is_well_formed(ByteView encoded, int depth) {
  EncodedReader reader(encoded);
  return take_well_formed(reader, depth) && reader.empty();
}

bool has_well_formed_sections(ByteView encoded) {
  for (EncodedReader reader(encoded); !reader.empty();) {
    const auto value = reader.descriptor() ? reader.value() : std::nullopt;
    if (!value || !is_well_formed(*value)) return false;
  }
  return true;
}

}  // namespace edge
