"""Mutation test: change the code in small ways and see whether the tests of the changed package fail.

  python -m tools.mutate                       thirty mutants of five packages, six of each; seed 14
  python -m tools.mutate --seed 7 --count 60   others
  python -m tools.mutate --list                print the mutants, run nothing

cosmic-ray makes the mutants; this program draws a sample. What must stay true: the same commit, seed and
count give the same mutants; the work tree is never changed: every mutant is written to a copy.

A place in the code is drawn first and one mutation of it second, so that an operator with many replacements
is not drawn more often. Mutants that only change annotations are left out: they say nothing about behaviour.
A mutant counts as caught if the tests fail or exceed the time limit. Only tests/<package> is run, because a
newcomer who changes a package opens its tests there.
"""

import argparse
import ast
import difflib
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import mutate_code
from cosmic_ray.plugins import get_operator, operator_names

ROOT = Path(__file__).parent.parent
PACKAGES = ("safety", "db", "evidence", "seeds", "middleware")
SEED = 14
COUNT = 30
LIMIT_SECONDS = 420


@dataclass(frozen=True)
class Mutant:
    """One changed module."""

    package: str
    path: Path
    """The module, relative to the repository."""
    line: int
    operator: str
    code: str


def main() -> int:
    """Draw the mutants, run the tests on each, print a table; return 1 if fewer than 90 % were caught."""
    parser = argparse.ArgumentParser(
        prog="python -m tools.mutate",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--count", type=int, default=COUNT)
    parser.add_argument("--list", action="store_true", help="print the mutants, run nothing")
    options = parser.parse_args()
    mutants = list(draw(options.seed, options.count))
    if options.list:
        for mutant in mutants:
            print(describe(mutant), changed_lines(mutant), sep="\n")
        return 0
    with tempfile.TemporaryDirectory(prefix="fibromag-mutants-") as name:
        copy = Path(name) / "copy"
        copy_repository(copy)
        for package in PACKAGES:
            if not run_tests(copy, package):
                print(f"tests/{package} fails without a mutation; nothing was measured", file=sys.stderr)
                return 1
        survivors = [mutant for mutant in mutants if survives(copy, mutant)]
    caught = len(mutants) - len(survivors)
    print(f"\nseed {options.seed}: {caught} of {len(mutants)} mutants caught ({caught / len(mutants):.0%})")
    for mutant in survivors:
        print(f"\nsurvived: {describe(mutant)}\n{changed_lines(mutant)}")
    return 0 if caught >= 0.9 * len(mutants) else 1


def draw(seed: int, count: int) -> Iterator[Mutant]:
    """Yield `count` mutants, spread evenly over the packages."""
    chance = random.Random(seed)
    for number, package in enumerate(PACKAGES):
        wanted = count // len(PACKAGES) + (number < count % len(PACKAGES))
        by_place: dict[tuple[Path, tuple[int, int]], list[tuple[str, int]]] = {}
        for path in sorted((ROOT / "app" / package).rglob("*.py")):
            for position, operator, occurrence in mutations(path):
                by_place.setdefault((path, position), []).append((operator, occurrence))
        places = sorted(by_place)
        chance.shuffle(places)
        found = 0
        for path, position in places:
            if found == wanted:
                break
            operator, occurrence = chance.choice(by_place[path, position])
            source = path.read_text("utf-8")
            code = mutate_code(source, get_operator(operator)(), occurrence)
            if code is not None and behaviour(code) != behaviour(source):
                found += 1
                yield Mutant(
                    package, path.relative_to(ROOT), position[0], operator.removeprefix("core/"), code
                )


def mutations(path: Path) -> Iterator[tuple[tuple[int, int], str, int]]:
    """Yield (position, operator, occurrence) of every mutation of a module."""
    nodes = list(ast_nodes(get_ast(path.read_text("utf-8"))))
    for name in operator_names():
        operator = get_operator(name)
        if operator.arguments():
            continue
        positions = (start for node in nodes for start, _ in operator().mutation_positions(node))
        for occurrence, position in enumerate(positions):
            yield position, name, occurrence


class WithoutAnnotations(ast.NodeTransformer):
    """A transformer that removes annotations."""

    def visit_arg(self, node: ast.arg) -> ast.arg:
        node.annotation = None
        return node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        node.returns = None
        return self.generic_visit(node)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> ast.AST:
        node.returns = None
        return self.generic_visit(node)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST:
        node.annotation = ast.Constant(value=None)
        return self.generic_visit(node)


def behaviour(source: str) -> str:
    """Return the syntax tree without annotations, as text; empty for code that is no Python."""
    try:
        return ast.dump(WithoutAnnotations().visit(ast.parse(source)))
    except SyntaxError:
        return ""


def copy_repository(copy: Path) -> None:
    """Copy the files of the work tree that git knows."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True).stdout
    for name in filter(None, listed.decode().split("\0")):
        if (ROOT / name).is_file():
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, copy / name)


def survives(copy: Path, mutant: Mutant) -> bool:
    """Run the tests on a mutant, print one row of the table, and say whether they passed."""
    path = copy / mutant.path
    original = path.read_bytes()
    path.write_text(mutant.code, "utf-8")
    began = time.monotonic()
    try:
        passed = run_tests(copy, mutant.package)
    finally:
        path.write_bytes(original)
    result = "SURVIVED" if passed else "caught"
    print(f"{result:9} {time.monotonic() - began:4.0f} s  {describe(mutant)}", flush=True)
    return passed


def run_tests(copy: Path, package: str) -> bool:
    """Run the tests of a package until the first failure; too long counts as failed."""
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", f"tests/{package}"]
    try:
        done = subprocess.run(command, cwd=copy, capture_output=True, timeout=LIMIT_SECONDS)
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == 0


def describe(mutant: Mutant) -> str:
    """Return path, line and operator of a mutant."""
    return f"{mutant.path}:{mutant.line} {mutant.operator}"


def changed_lines(mutant: Mutant) -> str:
    """Return the removed and the added line."""
    before = (ROOT / mutant.path).read_text("utf-8").splitlines()
    lines = difflib.unified_diff(before, mutant.code.splitlines(), n=0, lineterm="")
    return "\n".join(f"  {line}" for line in lines if line[:1] in "+-" and line[:3] not in ("+++", "---"))


if __name__ == "__main__":
    sys.exit(main())
