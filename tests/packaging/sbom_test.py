#!/usr/bin/env python3
"""Bills of materials, held against CycloneDX's own schema, which npm's package of it has."""
import json
import os
import sys
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SCHEMAS = ROOT / "tests/interop/node/node_modules/@cyclonedx/cyclonedx-library/res/schema"
sys.path.insert(0, str(ROOT / "packaging/release"))

try:
    import jsonschema
except ImportError as missing:
    print(f"skipped: {missing}")
    sys.exit(77)
if not SCHEMAS.is_dir():
    print("skipped: npm has not installed @cyclonedx/cyclonedx-library (scripts/setup --tests)")
    sys.exit(77)
import parts  # noqa: E402
import sbom  # noqa: E402

BUILD = Path(os.environ["EDGE_BIN"]).resolve().parent


def schema(name):
    return json.loads((SCHEMAS / f"{name}.SNAPSHOT.schema.json").read_text())


def not_asked(address):
    raise AssertionError(f"a schema refers to {address}")


def validator():
    """Of version 1.5, which refers to two others by addresses beside its own."""
    whole = schema("bom-1.5")
    known = {whole["$id"].replace("bom-1.5", f"{name}.SNAPSHOT"): schema(name)
             for name in ("spdx", "jsf-0.82")}
    resolver = jsonschema.RefResolver.from_schema(
        whole, store=known, handlers={"http": not_asked, "https": not_asked})
    return jsonschema.Draft7Validator(whole, resolver=resolver)


class Bills(unittest.TestCase):
    def made(self, name):
        with tempfile.TemporaryDirectory() as folder:
            return sbom.make(name, BUILD, Path(folder)).read_text()

    def test_they_are_as_the_schema_wants_them(self):
        for name in ("edgeprobe", "edgesim"):
            bill = json.loads(self.made(name))
            self.assertEqual([each.message for each in validator().iter_errors(bill)], [])

    def test_an_images_names_its_certificates_too(self):
        with tempfile.TemporaryDirectory() as folder:
            packed = Path(folder) / "edgeprobe-1.0-image-linux-amd64.tar"
            packed.write_bytes(b"an image")
            path = sbom.make_of_image(packed, BUILD, Path(folder))
            self.assertEqual(path.name, "edgeprobe-1.0-image-linux-amd64.cdx.json")
            bill = json.loads(path.read_text())
            self.assertEqual([each.message for each in validator().iter_errors(bill)], [])
            self.assertEqual(bill["metadata"]["component"]["hashes"][0]["content"],
                             parts.sha256(packed))
        own = {each["name"] for each in json.loads(self.made("edgeprobe"))["components"]}
        self.assertEqual({each["name"] for each in bill["components"]} - own, {"ca-certificates"})

    def test_the_schema_is_one_that_complains(self):
        bill = json.loads(self.made("edgeprobe"))
        del bill["components"][0]["name"]
        bill["metadata"]["component"]["licenses"] = [{"license": {"id": "NO-SUCH-LICENCE"}}]
        words = " ".join(error.message for error in validator().iter_errors(bill))
        self.assertIn("'name' is a required property", words)
        self.assertIn("NO-SUCH-LICENCE", words)

    def test_they_name_what_the_programs_load(self):
        for name in ("edgeprobe", "edgesim"):
            bill = json.loads(self.made(name))
            named = {each["name"] for each in bill["components"]}
            loaded = {parts.package_of(each)[0] for each in parts.libraries(BUILD / "bin" / name)}
            self.assertLessEqual(loaded | set(sbom.HEADERS), named)
            self.assertEqual({each["ref"] for each in bill["dependencies"][1:]},
                             {each["bom-ref"] for each in bill["components"]})

    def test_the_same_parts_are_the_same_bytes(self):
        self.assertEqual(self.made("edgesim"), self.made("edgesim"))


if __name__ == "__main__":
    unittest.main()
