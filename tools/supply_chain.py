"""Check the dependencies: known vulnerabilities, a bill of materials, and licences.

  python -m tools.supply_chain advisories   run pip-audit on every locked package
  python -m tools.supply_chain materials    write build/sbom.cdx.json (CycloneDX) and compare docs/licences.md
  python -m tools.supply_chain licences     write docs/licences.md

Only packages of `requirements.lock` count: those that users install. Exit codes: 0 passed, 1 failed, 77
skipped because no source of advisories can be reached.
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
"""A release with known advisories: a source that reports none for it cannot be trusted."""
SKIPPED = 77

ABOUT_LICENCES = """\
# Licences of the dependencies

Every package that `./run` and the container image install, in the version of `requirements.lock`. Written by
`python -m tools.supply_chain licences`. `./run check` compares this page with the installed packages, and
writes the CycloneDX bill of materials to `build/sbom.cdx.json`.

| package | version | licence |
|---|---|---|
"""

ACCEPTED = {
    "0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "LGPL-3.0-only", "MIT", "MIT-0", "MPL-2.0",
    "PSF-2.0", "Python-2.0", "Unlicense", "Zlib",
}  # fmt: skip
"""Licences under which anyone may run, change and ship fibromag with the unchanged package."""

SPDX_OF_CLASSIFIER = {
    "License :: OSI Approved :: BSD License": "BSD-3-Clause",
    "License :: OSI Approved :: Apache Software License": "Apache-2.0",
    "License :: OSI Approved :: MIT License": "MIT",
    "License :: OSI Approved :: GNU Lesser General Public License v3 (LGPLv3)": "LGPL-3.0-only",
    "License :: OSI Approved :: Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
}
"""Classifier → SPDX identifier, for packages that only have the classifier."""


def locked() -> dict[str, str]:
    """Return the version of each package that users install, by name."""
    return dict(
        re.findall(r"^([a-z0-9-]+)(?:\[[^\]]*\])?==([^ ;\\]+)", LOCK.read_text("utf-8"), re.MULTILINE)
    )


# Advisories ---------------------------------------------------------------------------------------


def advisories() -> int:
    """Fail if a locked package has a known vulnerability; skip if no source of advisories can be reached."""
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as known:
        known.write(VULNERABLE)
        known.flush()
        if not any(package.get("vulns") for package in audited(known.name, "--no-deps")):
            say("skipped: no source of advisories can be reached")
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
    """Yield the result of pip-audit for each package of a requirements file; none if it cannot connect."""
    command = ["pip_audit", "--disable-pip", "--progress-spinner=off", "--format=json", *options]
    done = subprocess.run(
        [sys.executable, "-m", *command, "--requirement", requirements], capture_output=True, text=True
    )
    if done.stdout.startswith("{"):
        yield from json.loads(done.stdout)["dependencies"]


# Materials ----------------------------------------------------------------------------------------


def materials() -> int:
    """Write the bill of materials; fail if docs/licences.md does not match it."""
    MATERIALS.parent.mkdir(exist_ok=True)
    bill = bill_of_materials()
    MATERIALS.write_text(json.dumps(bill, indent=2), "utf-8")
    names = {name_of(component) for component in bill["components"]}
    say(f"{len(names)} packages in build/{MATERIALS.name}")
    faults = [f"{name} is in the lock but not installed" for name in sorted(needed_here() - names)]
    faults += [
        f"{name}: the licence {licence} is not accepted" for name, licence in with_other_licences(bill)
    ]
    if table(bill) != LICENCES.read_text("utf-8"):
        faults.append("docs/licences.md does not match the lock: python -m tools.supply_chain licences")
    for fault in faults:
        say(fault)
    return 1 if faults else 0


def bill_of_materials() -> dict[str, Any]:
    """Return a CycloneDX document of the packages that users install."""
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
    """Return the locked packages for this system and Python version."""
    with_marker = re.findall(
        r"^([a-z0-9-]+)(?:\[[^\]]*\])?==[^ ;\\]+ *;", LOCK.read_text("utf-8"), re.MULTILINE
    )
    return set(locked()) - set(with_marker)


def with_other_licences(bill: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield packages without an accepted licence; of alternatives (OR), one is enough."""
    for component in bill["components"]:
        licence = licence_of(component)
        alternatives = [set(part.strip("() ").split(" AND ")) for part in licence.split(" OR ")]
        if not any(alternative <= ACCEPTED for alternative in alternatives):
            yield name_of(component), licence


def table(bill: dict[str, Any]) -> str:
    """Return the text of docs/licences.md."""
    lines = [
        f"| {name_of(each)} | {each['version']} | {licence_of(each)} |\n"
        for each in sorted(bill["components"], key=name_of)
    ]
    return ABOUT_LICENCES + "".join(lines)


def name_of(component: dict[str, Any]) -> str:
    """Return the normalised name of a component, as in the lock."""
    return re.sub(r"[-_.]+", "-", component["name"]).lower()


def licence_of(component: dict[str, Any]) -> str:
    """Return the licence as an SPDX expression, or as the package states it."""
    found = [
        each.get("expression") or each["license"].get("id") or each["license"].get("name")
        for each in component.get("licenses", [])
    ]
    named = [SPDX_OF_CLASSIFIER.get(each, each) for each in found]
    return " AND ".join(dict.fromkeys(named)) or "not stated"


def licences() -> int:
    """Write docs/licences.md."""
    LICENCES.write_text(table(bill_of_materials()), "utf-8")
    return 0


def say(message: str) -> None:
    """Print one line to stderr."""
    print(message, file=sys.stderr)


if __name__ == "__main__":
    sys.exit({each.__name__: each for each in (advisories, materials, licences)}[sys.argv[1]]())
