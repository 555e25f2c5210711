"""The wheel and the image hold every file that the program reads."""

import tomllib

from hatchling.builders.wheel import WheelBuilder

from tests.conftest import ROOT

WHEEL = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["hatch"]["build"]["targets"][
    "wheel"
]


def test_the_wheel_holds_program_seeds_migrations_and_the_document_that_a_page_shows() -> None:
    files = {file.distribution_path for file in WheelBuilder(str(ROOT)).recurse_included_files()}
    needed = [
        file.relative_to(ROOT).as_posix()
        for folder in ("app", "migrations", "seeds")
        for file in (ROOT / folder).rglob("*")
        if file.is_file() and "__pycache__" not in file.parts
    ]
    assert len(needed) > 500
    assert {*needed, "docs/method.md"} <= files


def test_the_image_copies_everything_of_the_wheel() -> None:
    dockerfile = (ROOT / "Dockerfile").read_text("utf-8").splitlines()
    context = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    for part in WHEEL["only-include"]:
        assert f"COPY {part} ./{part}" in dockerfile, part
        assert f"!{part}" in context, part
