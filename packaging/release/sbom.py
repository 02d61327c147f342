"""The bill of materials (CycloneDX 1.5, JSON): what each program is linked with, with versions and
terms. It names no time and no machine, so the same parts are the same bytes."""
import json
import re
import uuid

import parts

NAMESPACE = uuid.UUID("6ba7b811-9dad-11d1-80b4-00c04fd430c8")  # of URLs, RFC 9562
HEADERS = ["libboost1.81-dev", "libcli11-dev", "nlohmann-json3-dev", "libwebsocketpp-dev",
           "libldns-dev"]


def terms():
    """Package -> what docs/licences.md says of it."""
    rows = re.findall(r"^\| `.*$", (parts.ROOT / "docs/licences.md").read_text(), re.MULTILINE)
    cells = [[cell.strip() for cell in row.split("|")[1:-1]] for row in rows]
    return {package.strip(): row[2].replace("*", "") for row in cells
            for package in row[1].split(",")}


def component(package, version, source, known):
    made = {"type": "library", "bom-ref": f"pkg:deb/debian/{package}@{version}", "name": package,
            "version": version, "purl": f"pkg:deb/debian/{package}@{version}"
                                        f"?arch={parts.architecture()}&distro=debian-12",
            "properties": [{"name": "debian:source", "value": source}]}
    if package in known:
        made["licenses"] = [{"license": {"name": known[package]}}]
    return made


def installed(package):
    """Name, version and source of a package of this machine."""
    return tuple(parts.output("dpkg-query", "-W", "-f", "${Package}\t${Version}\t${source:Package}",
                              package).split("\t"))


def packages_of(program):
    linked = {tuple(parts.package_of(library)) for library in parts.libraries(program)}
    return linked | {installed(package) for package in HEADERS}


def write(path, kind, name, content, packages):
    """Of `content`, a file, which is made of packages."""
    known = terms()
    components = [component(*package, known) for package in sorted(packages)]
    version = parts.version()
    reference = f"pkg:generic/{name}@{version}"
    document = {
        "bomFormat": "CycloneDX", "specVersion": "1.5", "version": 1,
        "metadata": {"component": {
            "type": kind, "bom-ref": reference, "name": name, "version": version,
            "licenses": [{"license": {"id": "MIT"}}],
            "hashes": [{"alg": "SHA-256", "content": parts.sha256(content)}]}},
        "components": components,
        "dependencies": [{"ref": reference, "dependsOn": [each["bom-ref"] for each in components]},
                         *({"ref": each["bom-ref"]} for each in components)]}
    text = json.dumps(document, indent=2, sort_keys=True)
    document["serialNumber"] = f"urn:uuid:{uuid.uuid5(NAMESPACE, text)}"
    path.write_text(json.dumps(document, indent=2, sort_keys=True) + "\n")
    return path


def make(name, build, out):
    program = build / "bin" / name
    path = out / f"{name}-{parts.version()}-linux-{parts.architecture()}.cdx.json"
    return write(path, "application", name, program, packages_of(program))


def make_of_image(image, build, out):
    """Beside the program's parts it has the certificates of this machine."""
    packages = packages_of(build / "bin/edgeprobe") | {installed("ca-certificates")}
    path = out / image.name.replace(".tar", ".cdx.json")
    return write(path, "container", "edgeprobe-image", image, packages)
