#include "probe/survey_output/html_script.hpp"

#include <openssl/evp.h>

#include <array>
#include <string_view>

#include "common/base/check.hpp"
#include "common/iothub/base64.hpp"

namespace edge::probe {

// A cell's data-v is the number that it is sorted by. aria-sort tells of the order that stands, and
// the count beside the field is read out as it changes.
const char* const kHtmlScript = R"js(
"use strict";
const table = document.getElementById("checks"), body = table.tBodies[0];
const rows = [...body.rows], collator = new Intl.Collator("en", {numeric: true});
const key = (row, at) => {
  const cell = row.cells[at];
  return "v" in cell.dataset ? Number(cell.dataset.v) : cell.textContent;
};
const order = (a, b) => typeof a === "number" ? a - b : collator.compare(a, b);
const heads = [...table.tHead.rows[0].cells];
heads.forEach((head, at) => {
  const button = document.createElement("button");
  button.type = "button";
  button.append(...head.childNodes);
  head.append(button);
  head.setAttribute("aria-sort", "none");
  button.addEventListener("click", () => {
    const down = head.getAttribute("aria-sort") === "ascending";
    heads.forEach(other => other.setAttribute("aria-sort", "none"));
    head.setAttribute("aria-sort", down ? "descending" : "ascending");
    const keyed = rows.map(row => [key(row, at), row]);
    keyed.sort((a, b) => down ? order(b[0], a[0]) : order(a[0], b[0]));
    body.append(...keyed.map(pair => pair[1]));
  });
});
const field = document.getElementById("words"), count = document.getElementById("count");
const texts = new Map(rows.map(row => [row, row.textContent.toLowerCase()]));
document.getElementById("filter").hidden = false;
field.addEventListener("input", () => {
  const words = field.value.toLowerCase().split(/\s+/);
  rows.forEach(row => { row.hidden = !words.every(word => texts.get(row).includes(word)); });
  count.textContent = rows.filter(row => !row.hidden).length + " of " + rows.length;
});
)js";

std::string html_script_source() {
  const std::string_view script(kHtmlScript);
  std::array<std::uint8_t, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  CHECK(EVP_Digest(script.data(), script.size(), digest.data(), &size, EVP_sha256(), nullptr) == 1);
  return "sha256-" + base64_encode({digest.data(), size});
}

}  // namespace edge::probe
