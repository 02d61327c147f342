#!/usr/bin/env python3
"""The HTML report in a real browser: sorted and filtered by keyboard, told to assistive technology,
readable without its script, and running nothing but that."""
import json
import tempfile
import unittest
from pathlib import Path

import browser
from programs import edgeprobe, harness

HOSTILE = "<img src=x onerror=alert(1)></script><script>document.title='run'</script>"
RESULTS = ("failed", "warned", "passed", "passed")
COLUMN = """[...document.querySelectorAll("#checks tbody tr")].filter(row => row.offsetParent)
  .map(row => row.cells[%d].textContent)"""
SORTED = """[...document.querySelectorAll("#checks thead th")]
  .map(head => head.getAttribute("aria-sort"))"""
# Of the text of each element that has some, to the nearest background behind it (WCAG 2.2, 1.4.3).
CONTRASTS = """(() => {
  const parts = colour => colour.match(/[\\d.]+/g).map(Number);
  const light = colour => {
    const [r, g, b] = parts(colour).slice(0, 3).map(part => part / 255)
      .map(part => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = element => {
    const colour = getComputedStyle(element).backgroundColor;
    const clear = parts(colour)[3] === 0;
    return clear && element.parentElement ? behind(element.parentElement) : colour;
  };
  const own = element => [...element.childNodes]
    .some(node => node.nodeType === 3 && node.textContent.trim());
  return [...document.body.querySelectorAll("*")]
    .filter(element => element.offsetParent && own(element)).map(element => {
      const both = [light(getComputedStyle(element).color), light(behind(element))].sort();
      return [(both[1] + 0.05) / (both[0] + 0.05), element.outerHTML.slice(0, 80)];
    }).filter(([contrast]) => contrast < 4.5);
})()"""


def report_of(count):
    """Of one real check, many: with names, results and times that sort unlike their text."""
    with tempfile.NamedTemporaryFile("w", suffix=".yaml") as catalogue:
        catalogue.write("catalogue: site\nendpoints:\n  - {name: n, kind: tcp, host: 127.0.0.1, "
                        "port: 4, why: w, component: c}\n")
        catalogue.flush()
        report = json.loads(edgeprobe("survey", catalogue.name, "-o", "json").stdout)
    [check] = report["checks"]
    report["checks"] = []
    for number in range(count):
        result = RESULTS[number % len(RESULTS)]
        one = dict(check, endpoint=f"endpoint {count - number}", result=result,
                   reached=result == "passed",
                   stages=[{"stage": "connect", "outcome": "ok", "took_ms": 300.0 * number + 0.5}])
        report["checks"].append(one)
    report["checks"][0]["endpoint"] = HOSTILE
    return report


@unittest.skipUnless(browser.CHROMIUM, "chromium is missing")
class HtmlReport(unittest.TestCase):
    def setUp(self):
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        recorded = self.folder / "site.json"
        recorded.write_text(json.dumps(report_of(20)))
        self.page = self.folder / "site.html"
        self.page.write_text(edgeprobe("report", recorded, "--html").stdout)
        self.browser = self.enterContext(browser.Browser(self.folder))

    def open(self):
        self.browser.open(self.page)
        self.assertEqual(self.browser.complaints(), [])

    def focus_by_tab(self, name):
        """As somebody without a mouse gets there."""
        for _ in range(40):
            self.browser.press("Tab")
            if self.browser.value("document.activeElement.textContent") == name:
                return
        self.fail(f"no Tab leads to '{name}'")

    def test_a_heading_sorts_by_keyboard_and_says_so(self):
        self.open()
        self.assertEqual(set(self.browser.value(SORTED)), {"none"})
        self.focus_by_tab("Endpoint")
        self.browser.press("Enter")
        names = self.browser.value(COLUMN % 1)
        self.assertEqual(names[1:4], ["endpoint 1", "endpoint 2", "endpoint 3"])
        self.assertEqual(self.browser.value(SORTED)[:3], ["none", "ascending", "none"])
        self.browser.press("Enter")
        self.assertEqual(self.browser.value(COLUMN % 1), names[::-1])
        self.assertEqual(self.browser.value(SORTED)[1], "descending")
        self.focus_by_tab("connect")
        self.browser.press("Enter")
        self.browser.press("Enter")
        self.assertEqual(self.browser.value(COLUMN % 6)[:2], ["5.7 s", "5.4 s"])
        self.assertEqual([way for way in self.browser.value(SORTED) if way != "none"],
                         ["descending"])

    def test_results_sort_by_their_weight(self):
        self.open()
        self.focus_by_tab("Result")
        self.browser.press("Enter")
        self.assertEqual(self.browser.value(COLUMN % 0),
                         ["failed"] * 5 + ["warned"] * 5 + ["passed"] * 10)

    def test_words_and_results_filter(self):
        self.open()
        self.browser.value("document.getElementById('words').focus()")
        self.browser.type("FAILED 16")
        self.assertEqual(self.browser.value(COLUMN % 1), ["endpoint 16"])
        self.assertEqual(self.browser.value("document.getElementById('count').textContent"),
                         "1 of 20")
        self.browser.value("document.getElementById('words').select()")
        self.browser.type("endpoint")
        self.browser.value("document.getElementById('not-expected').click()")
        self.assertEqual(len(self.browser.value(COLUMN % 1)), 9)

    def test_assistive_technology_is_told(self):
        self.open()
        roles = self.browser.roles()
        for wanted in (("columnheader", "Endpoint"), ("button", "Endpoint"),
                       ("searchbox", "with the words"), ("radio", "all"), ("region", "Every check"),
                       ("rowheader", "endpoint 1"), ("heading", "Every check"), ("main", "")):
            self.assertIn(wanted, roles)
        self.assertTrue([name for role, name in roles if role in ("image", "img") and
                         name.startswith("The way from this device to ")], roles)

    def test_without_its_script_all_is_there(self):
        self.browser.call("Emulation.setScriptExecutionDisabled", value=True)
        self.browser.open(self.page)
        roles = self.browser.roles()
        self.assertNotIn("button", {role for role, _ in roles})
        self.assertNotIn("searchbox", {role for role, _ in roles})
        self.assertIn(("columnheader", "Endpoint"), roles)
        self.assertEqual(len(self.browser.value(COLUMN % 1)), 20)
        self.browser.value("document.getElementById('not-expected').click()")
        self.assertEqual(len(self.browser.value(COLUMN % 1)), 10)

    def test_what_a_peer_says_runs_nothing(self):
        self.open()
        self.assertEqual(self.browser.value("document.title.slice(0, 9)"), "Survey of")
        self.assertEqual(self.browser.value("document.images.length"), 0)
        self.assertIn(HOSTILE, self.browser.value(COLUMN % 1))
        added = """(() => { const script = document.createElement("script");
          script.textContent = "document.title = 'run'"; document.body.append(script); })()"""
        self.browser.value(added)
        self.assertEqual(self.browser.value("document.title.slice(0, 9)"), "Survey of")

    def test_it_is_legible_in_light_and_dark_wide_and_narrow(self):
        for scheme in ("light", "dark"):
            self.browser.call("Emulation.setEmulatedMedia", features=[
                {"name": "prefers-color-scheme", "value": scheme}])
            self.open()
            self.assertEqual(self.browser.value(CONTRASTS), [])
            for width in (1280, 400):
                self.browser.call("Emulation.setDeviceMetricsOverride", width=width, height=900,
                                  deviceScaleFactor=1, mobile=False)
                self.assertLessEqual(
                    self.browser.value("document.documentElement.scrollWidth"), width)


if __name__ == "__main__":
    harness.main()
