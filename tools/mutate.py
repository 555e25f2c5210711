"""Mutation test: change the code in small ways and see whether the tests of the changed package fail.

  python -m tools.mutate                       thirty mutants of five packages, six of each; seed 14
  python -m tools.mutate --seed 7 --each 12    others: sixty
  python -m tools.mutate --packages db seeds   two packages only
  python -m tools.mutate --list                print the mutants, run nothing

cosmic-ray makes the mutants; this program draws a sample. What must stay true: the same code, seed and
number give the same mutants of a package; the work tree is never changed: mutants are written to a copy.

A place in the code is drawn first and one mutation of it second, so that an operator with many replacements
is not drawn more often. Left out are mutants that cannot change an answer: those of annotations, a cache that
is removed or has another size, those of `strict` in `zip`, which only tells what holds, those of `slots` and
`frozen`, which save memory and forbid what no code does, and `==` for `is`, because the code compares only
members of enums and None by identity.
A mutant counts as caught if the tests fail or exceed the time limit. Only tests/<package> is run, because a
newcomer who changes a package opens its tests there.
"""

import argparse
import ast
import difflib
import random
import re
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
EACH = 6
"""Mutants of each package."""
LIMIT_SECONDS = 420
EQUIVALENT = ("core/ReplaceComparisonOperator_Is_Eq", "core/ReplaceComparisonOperator_IsNot_NotEq")


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
    parser.add_argument("--each", type=int, default=EACH, help="mutants of each package")
    parser.add_argument("--packages", nargs="+", choices=PACKAGES, default=PACKAGES)
    parser.add_argument("--list", action="store_true", help="print the mutants, run nothing")
    options = parser.parse_args()
    mutants = [mutant for package in options.packages for mutant in draw(package, options.seed, options.each)]
    if options.list:
        for mutant in mutants:
            print(describe(mutant), changed_lines(mutant), sep="\n")
        return 0
    with tempfile.TemporaryDirectory(prefix="fibromag-mutants-") as name:
        copy = Path(name) / "copy"
        copy_repository(copy)
        for package in options.packages:
            if failure := first_failure(copy, package):
                print(f"nothing was measured: without a mutation, {failure}", file=sys.stderr)
                return 1
        survivors = [mutant for mutant in mutants if survives(copy, mutant)]
    caught = len(mutants) - len(survivors)
    print(f"\nseed {options.seed}: {caught} of {len(mutants)} mutants caught ({caught / len(mutants):.0%})")
    for mutant in survivors:
        print(f"\nsurvived: {describe(mutant)}\n{changed_lines(mutant)}")
    return 0 if caught >= 0.9 * len(mutants) else 1


def draw(package: str, seed: int, count: int) -> Iterator[Mutant]:
    """Yield `count` mutants of a package."""
    chance = random.Random(f"{seed} {package}")
    by_place: dict[tuple[Path, tuple[int, int]], list[tuple[str, int]]] = {}
    for path in sorted((ROOT / "app" / package).rglob("*.py")):
        for position, operator, occurrence in mutations(path):
            by_place.setdefault((path, position), []).append((operator, occurrence))
    places = sorted(by_place)
    chance.shuffle(places)
    for path, position in places:
        if not count:
            break
        operator, occurrence = chance.choice(by_place[path, position])
        source = path.read_text("utf-8")
        code = mutated(source, operator, occurrence)
        if code is not None and behaviour(code) != behaviour(source):
            count -= 1
            yield Mutant(package, path.relative_to(ROOT), position[0], operator.removeprefix("core/"), code)


def mutated(source: str, operator: str, occurrence: int) -> str | None:
    """Return a module after one mutation; None where there is none, or cosmic-ray cannot make it."""
    try:
        code: str | None = mutate_code(source, get_operator(operator)(), occurrence)
    except AttributeError:  # a dotted name of an exception
        return None
    return code


def mutations(path: Path) -> Iterator[tuple[tuple[int, int], str, int]]:
    """Yield (position, operator, occurrence) of every mutation of a module."""
    nodes = list(ast_nodes(get_ast(path.read_text("utf-8"))))
    for name in operator_names():
        operator = get_operator(name)
        if operator.arguments() or name in EQUIVALENT:
            continue
        positions = (start for node in nodes for start, _ in operator().mutation_positions(node))
        for occurrence, position in enumerate(positions):
            yield position, name, occurrence


class AnswersOnly(ast.NodeTransformer):
    """A transformer that removes what changes no answer."""

    def visit_Call(self, node: ast.Call) -> ast.AST:
        name = getattr(node.func, "id", "")
        if name == "zip":
            node.keywords = []
        elif name == "dataclass":
            node.keywords = [each for each in node.keywords if each.arg not in ("slots", "frozen")]
        return self.generic_visit(node)

    def visit_arg(self, node: ast.arg) -> ast.arg:
        node.annotation = None
        return node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        node.returns = None
        node.decorator_list = [each for each in node.decorator_list if not is_cache(each)]
        return self.generic_visit(node)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> ast.AST:
        node.returns = None
        return self.generic_visit(node)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST:
        node.annotation = ast.Constant(value=None)
        return self.generic_visit(node)


def is_cache(decorator: ast.expr) -> bool:
    """Return whether a decorator only keeps what a function returned."""
    called = decorator.func if isinstance(decorator, ast.Call) else decorator
    return getattr(called, "id", "") in ("cache", "lru_cache")


def behaviour(source: str) -> str:
    """Return the syntax tree of what makes the answers, as text; empty for code that is no Python."""
    try:
        return ast.dump(AnswersOnly().visit(ast.parse(source)))
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
        failure = first_failure(copy, mutant.package, mutant.path.stem)
    finally:
        path.write_bytes(original)
    print(f"{time.monotonic() - began:4.0f} s  {describe(mutant)}: {failure or 'SURVIVED'}", flush=True)
    return not failure


def first_failure(copy: Path, package: str, module: str = "") -> str:
    """Run the tests of a package until one fails, first those of a module; return its name, or nothing."""
    own = f"tests/{package}/test_{module}.py"
    names = [own] if (copy / own).exists() else []
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-x",
        "-p",
        "no:cacheprovider",
        *names,
        f"tests/{package}",
    ]
    try:
        done = subprocess.run(command, cwd=copy, capture_output=True, text=True, timeout=LIMIT_SECONDS)
    except subprocess.TimeoutExpired:
        return f"more than {LIMIT_SECONDS} s"
    if done.returncode == 0:
        return ""
    failed = re.search(r"^(?:FAILED|ERROR) (\S+)", done.stdout, re.MULTILINE)
    return failed[1] if failed else f"pytest exits with {done.returncode}"


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
