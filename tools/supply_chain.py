"""What fibromag is made of: known vulnerabilities, a bill of materials, and every licence.

  python -m tools.supply_chain advisories   ask pip-audit about every locked package
  python -m tools.supply_chain materials    write build/sbom.cdx.json (CycloneDX) and compare docs/licences.md
  python -m tools.supply_chain licences     write docs/licences.md anew

Only what is installed for users counts, so everything is held against `requirements.lock`. Exit codes: 0
passed, 1 failed, 77 could not be asked: no source of advisories answers from here.
"""

import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
LOCK = ROOT / "requirements.lock"
MATERIALS = ROOT / "build" / "sbom.cdx.json"
LICENCES = ROOT / "docs" / "licences.md"
VULNERABLE = "jinja2==2.10"
"""A release with advisories years old: a source that knows none for it does not answer at all."""
SKIPPED = 77

ABOUT_LICENCES = """\
# Licences of what fibromag is made of

Every package that `./run` and the container image install, as `requirements.lock` pins it. Made by
`python -m tools.supply_chain licences`; `./run check` compares it, and writes the CycloneDX bill of
materials to `build/sbom.cdx.json`.

| package | version | licence |
|---|---|---|
"""

WELCOME = {
    "0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "LGPL-3.0-only", "MIT", "MIT-0", "MPL-2.0",
    "PSF-2.0", "Python-2.0", "Unlicense", "Zlib",
}  # fmt: skip
"""Licences that let anyone run, change and ship fibromag with the package unchanged."""

OLD_NAMES = {
    "License :: OSI Approved :: BSD License": "BSD-3-Clause",
    "License :: OSI Approved :: Apache Software License": "Apache-2.0",
    "License :: OSI Approved :: MIT License": "MIT",
    "License :: OSI Approved :: GNU Lesser General Public License v3 (LGPLv3)": "LGPL-3.0-only",
    "License :: OSI Approved :: Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
}
"""Classifiers of packages that do not name their licence by its SPDX identifier."""


def locked() -> dict[str, str]:
    """Version by name of every package a user installs."""
    return dict(
        re.findall(r"^([a-z0-9-]+)(?:\[[^\]]*\])?==([^ ;\\]+)", LOCK.read_text("utf-8"), re.MULTILINE)
    )


# Advisories ---------------------------------------------------------------------------------------


def advisories() -> int:
    """Fail on any locked package with a known vulnerability; say so when nobody can be asked."""
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as known:
        known.write(VULNERABLE)
        known.flush()
        if not any(package.get("vulns") for package in audited(known.name, "--no-deps")):
            say("skipped: no source of advisories answers from here")
            return SKIPPED
    found = list(audited(str(LOCK), "--strict", "--require-hashes"))
    bad = [package for package in found if package.get("vulns") or "skip_reason" in package]
    for package in bad:
        names = ", ".join(each["id"] for each in package.get("vulns", [])) or package["skip_reason"]
        say(f"{package['name']} {package.get('version', '')}: {names}")
    if len(found) < len(locked()):
        say(f"{len(found)} of {len(locked())} packages were audited")
    return 1 if bad or len(found) < len(locked()) else 0


def audited(requirements: str, *options: str) -> Iterator[Any]:
    """What pip-audit says of each package of a requirements file; nothing when it cannot ask."""
    command = ["pip_audit", "--disable-pip", "--progress-spinner=off", "--format=json", *options]
    done = subprocess.run(
        [sys.executable, "-m", *command, "--requirement", requirements], capture_output=True, text=True
    )
    if done.stdout.startswith("{"):
        yield from json.loads(done.stdout)["dependencies"]


# Materials ----------------------------------------------------------------------------------------


def materials() -> int:
    """Write the bill of materials, and fail when the committed list of licences is another one."""
    MATERIALS.parent.mkdir(exist_ok=True)
    bill = bill_of_materials()
    MATERIALS.write_text(json.dumps(bill, indent=2), "utf-8")
    names = {name_of(component) for component in bill["components"]}
    say(f"{len(names)} packages in build/{MATERIALS.name}")
    faults = [f"{name} is locked and not installed" for name in sorted(needed_here() - names)]
    faults += [
        f"{name}: the licence {licence} is not among those we take" for name, licence in unwelcome(bill)
    ]
    if table(bill) != LICENCES.read_text("utf-8"):
        faults.append("docs/licences.md is not of this lock: python -m tools.supply_chain licences")
    for fault in faults:
        say(fault)
    return 1 if faults else 0


def bill_of_materials() -> dict[str, Any]:
    """A CycloneDX document of the packages users get, without those only the tests need."""
    options = ["--output-reproducible", "--validate", "--of=JSON", f"--pyproject={ROOT / 'pyproject.toml'}"]
    command = [sys.executable, "-m", "cyclonedx_py", "environment", *options, sys.executable]
    made = subprocess.run(command, capture_output=True, text=True, check=True)
    bill: dict[str, Any] = json.loads(made.stdout)
    wanted = locked()
    bill["components"] = [each for each in bill["components"] if name_of(each) in wanted]
    kept = {each["bom-ref"] for each in (*bill["components"], bill["metadata"]["component"])}
    bill["dependencies"] = [
        {"ref": each["ref"], "dependsOn": [ref for ref in each.get("dependsOn", []) if ref in kept]}
        for each in bill["dependencies"]
        if each["ref"] in kept
    ]
    return bill


def needed_here() -> set[str]:
    """Locked packages, without those of another system or Python."""
    with_marker = re.findall(
        r"^([a-z0-9-]+)(?:\[[^\]]*\])?==[^ ;\\]+ *;", LOCK.read_text("utf-8"), re.MULTILINE
    )
    return set(locked()) - set(with_marker)


def unwelcome(bill: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Packages whose licence is none we take; of alternatives one is enough."""
    for component in bill["components"]:
        licence = licence_of(component)
        alternatives = [set(part.strip("() ").split(" AND ")) for part in licence.split(" OR ")]
        if not any(alternative <= WELCOME for alternative in alternatives):
            yield name_of(component), licence


def table(bill: dict[str, Any]) -> str:
    """`docs/licences.md`: one line for each package a user installs."""
    lines = [
        f"| {name_of(each)} | {each['version']} | {licence_of(each)} |\n"
        for each in sorted(bill["components"], key=name_of)
    ]
    return ABOUT_LICENCES + "".join(lines)


def name_of(component: dict[str, Any]) -> str:
    """The name a lock would give a component."""
    return re.sub(r"[-_.]+", "-", component["name"]).lower()


def licence_of(component: dict[str, Any]) -> str:
    """Its licence as an SPDX expression, or in its own words."""
    stated = [
        each.get("expression") or each["license"].get("id") or each["license"].get("name")
        for each in component.get("licenses", [])
    ]
    named = [OLD_NAMES.get(each, each) for each in stated]
    return " AND ".join(dict.fromkeys(named)) or "not stated"


def licences() -> int:
    """Write the list of licences anew."""
    LICENCES.write_text(table(bill_of_materials()), "utf-8")
    return 0


def say(message: str) -> None:
    """One line for whoever reads the log."""
    print(message, file=sys.stderr)


if __name__ == "__main__":
    sys.exit({each.__name__: each for each in (advisories, materials, licences)}[sys.argv[1]]())
