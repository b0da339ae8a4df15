"""How much of a fault the tests notice: small changes planted in the functions that keep vendors apart, say who may do
what, and hold money and events, one at a time (goal G14; `make mutants`). A mutant is killed if a test goes red.

A pytest plugin, so that Django and the database are made once. First all given tests run, and which of them run which
line is noted. Then each mutant gets a fork of this process, the changed code is put into the functions where they are,
and the tests that run the changed line are run until one fails. Two lanes work side by side, each on a database of its
own. A test that fails in such a fork without a change too has killed nothing.

Functions are changed, not what a module or a class declares: a database is made from that before any test. Wording for
people, in gettext, errors and logs, is no behaviour either.
"""

import ast
import copy
import gc
import importlib
import json
import os
import pickle
import random
import shutil
import signal
import sys
import time
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import CodeType, FunctionType

import coverage
import pytest
from _pytest.runner import runtestprotocol
from django.db import connections

from prm.launch.paths import ROOT, VAR

KEPT_SCORE = 85
LANES = 2
SEED = 14
# What the tests of one mutant may take when nothing is wrong, and how much longer until it counts as hanging.
SECONDS_OF_TESTS = 15.0
MOST_TESTS = 200
SESSION_FIXTURES = ["db", "broker"]
PATIENCE = 4
KILLED, SURVIVED, UNTESTED, UNBUILT = "killed", "survived", "untested", "unbuilt"
EXIT_GREEN, EXIT_UNBUILT, EXIT_BROKEN, EXIT_RED = 0, 3, 4, 10

OPPOSITES = {
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.And: ast.Or, ast.Or: ast.And,
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Add, ast.BitOr: ast.BitAnd, ast.BitAnd: ast.BitOr,
}  # fmt: skip
WORDING = {"_", "gettext", "gettext_lazy", "ngettext", "pgettext", "debug", "info", "warning", "error", "exception"}

# Changes that change nothing anyone can see, by file, function and change, with the reason.
A_ROW_HAS_ONE_SIDE = (
    "the database refuses a vendor's member with a partner and a partner's without: the partner says it"
)
KEYS_ARE_READ_WHERE_THEY_ARE_WRITTEN = "one function makes every key, and with a longer mark no two become alike"
ONE_RECEIVER_AT_MOST = "the same function connected twice is one receiver, by whatever name it is called"
EQUIVALENT: dict[tuple[str, str, str], str] = {
    (
        "prm/accounts/services/member.py",
        "check_another_admin",
        '"Membership.objects.filter(audience=member.audience, partner_id=member.partner_id, role=\'ad" without audience=',
    ): A_ROW_HAS_ONE_SIDE,
    (
        "prm/accounts/services/member.py",
        "_locked",
        "'Membership.objects.filter(audience=member.audience, partner_id=member.partner_id)' without audience=",
    ): A_ROW_HAS_ONE_SIDE,
    ("prm/tenancy/cache.py", "scoped_key", "\"':'\" other value"): KEYS_ARE_READ_WHERE_THEY_ARE_WRITTEN,
    ("prm/tenancy/cache.py", "scoped_key", "\"':platform:'\" other value"): KEYS_ARE_READ_WHERE_THEY_ARE_WRITTEN,
    (
        "prm/tenancy/apps.py",
        "ready",
        "\"about_to_serve.connect(start_serving, dispatch_uid='prm.tenancy.guard')\" without dispatch_uid=",
    ): ONE_RECEIVER_AT_MOST,
    ("prm/tenancy/apps.py", "ready", "\"'prm.tenancy.guard'\" other value"): ONE_RECEIVER_AT_MOST,
    (
        "prm/tenancy/apps.py",
        "ready",
        "\"post_migrate.connect(grant_global_tables, dispatch_uid='prm.tenancy.grants')\" without dispatch_uid=",
    ): ONE_RECEIVER_AT_MOST,
    ("prm/tenancy/apps.py", "ready", "\"'prm.tenancy.grants'\" other value"): ONE_RECEIVER_AT_MOST,
    (
        "prm/outbox/services.py",
        "deliver",
        "\"row.save(update_fields=['handled_at', 'attempts'])\" without update_fields=",
    ): "the row is locked from its reading to its saving: there is nothing of anybody else's to write over",
    (
        "prm/outbox/services.py",
        "note_failure",
        "'row.published_at = None' holds nothing",
    ): "it holds nothing as it is",
}


@dataclass(frozen=True)
class Mutant:
    path: str
    function: str
    line: int
    statement: int  # the line it begins on: inside, not every line is seen to run
    place: int  # which node of the module, counted as ast.walk goes
    change: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line} {self.function}: {self.change}"


def name_of(call: ast.Call) -> str:
    return getattr(call.func, "attr", None) or getattr(call.func, "id", "")


def wording(function: ast.AST) -> set[ast.AST]:
    """The texts inside that people read: docstrings, gettext, what an error or a log says."""
    found: set[ast.AST] = set()
    for node in ast.walk(function):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            found |= {node, node.value}
        elif isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
            found |= {part for argument in node.exc.args for part in ast.walk(argument) if is_text(part)}
        elif isinstance(node, ast.keyword) and node.arg == "help":
            found.add(node.value)
        elif isinstance(node, ast.Call) and name_of(node) in WORDING:
            found |= {part for argument in node.args for part in ast.walk(argument) if is_text(part)}
    return found


def is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def changes(node: ast.AST) -> Iterator[str]:
    """The names of what can be done to a node; `changed` does it."""
    match node:
        case ast.Compare(ops=[op]) if type(op) in OPPOSITES:
            yield "opposite"
        case ast.BoolOp() | ast.BinOp() | ast.AugAssign() if type(node.op) in OPPOSITES:
            yield "opposite"
        case ast.UnaryOp(op=ast.Not()):
            yield "not removed"
        case ast.Constant(value=bool() | int() | str()):
            yield "other value"
        case ast.Return(value=ast.expr()) if not (isinstance(node.value, ast.Constant) and node.value.value is None):
            yield "returns nothing"
        case ast.Expr(value=ast.Call()) | ast.Raise() | ast.Delete():
            yield "removed"
        case ast.Assign() | ast.AnnAssign(value=ast.expr()):
            yield "holds nothing"
        case ast.Break() | ast.Continue():
            yield "other way"
        case ast.With() if not any(item.optional_vars for item in node.items):
            yield "without the with"
    if isinstance(node, ast.If | ast.IfExp | ast.While) and not isinstance(node.test, ast.Compare | ast.UnaryOp):
        yield "negated"
    if isinstance(node, ast.Call) and name_of(node) not in WORDING:
        yield from (f"without {keyword.arg}=" for keyword in node.keywords if keyword.arg not in (None, "help"))


def opposite(op: ast.AST) -> ast.AST:
    return OPPOSITES[type(op)]()


def changed(node: ast.AST, change: str) -> ast.AST:
    never = ast.Constant(False)  # kept in sight of the compiler: a closure must still close over the same names
    match change, node:
        case "opposite", ast.Compare():
            node.ops = [opposite(node.ops[0])]
        case "opposite", _:
            node.op = opposite(node.op)
        case "not removed", _:
            return node.operand
        case "other value", ast.Constant(value=bool()):
            node.value = not node.value
        case "other value", ast.Constant(value=int()):
            node.value += 1
        case "other value", _:
            node.value = f"{node.value}XX"
        case (("returns nothing" | "holds nothing"), _):
            node.value = ast.IfExp(test=never, body=node.value, orelse=ast.Constant(None))
        case "removed", _:
            return ast.If(test=never, body=[node], orelse=[])
        case "other way", _:
            return ast.Continue() if isinstance(node, ast.Break) else ast.Break()
        case "without the with", _:
            return ast.If(test=ast.Constant(True), body=node.body, orelse=[])
        case "negated", _:
            node.test = ast.UnaryOp(op=ast.Not(), operand=node.test)
        case _:
            node.keywords = [keyword for keyword in node.keywords if f"without {keyword.arg}=" != change]
    return node


def mutants_of(path: str) -> list[Mutant]:
    tree = ast.parse((ROOT / path).read_text())
    places = {node: place for place, node in enumerate(ast.walk(tree))}
    found = []

    def look(node: ast.AST, function: str, skipped: set[ast.AST], statement: int = 0) -> None:
        if isinstance(node, ast.stmt):
            statement = node.lineno
        if function and node not in skipped and hasattr(node, "lineno"):
            for change in changes(node):
                name = f"{ast.unparse(node)[:90]!r} {change}"
                found.append(Mutant(path, function, node.lineno, statement, places[node], name))
        if isinstance(node, ast.FunctionDef):
            name = f"{function}.{node.name}".lstrip(".")
            for statement in node.body:
                look(statement, name, wording(node))
        elif not isinstance(node, ast.Lambda) or function:
            for child in ast.iter_child_nodes(node):
                if not isinstance(child, ast.arguments) and child is not getattr(node, "annotation", None):
                    look(child, function, skipped, statement)

    look(tree, "", set())
    return [mutant for mutant in found if (mutant.path, mutant.function, mutant.change) not in EQUIVALENT]


def code_with(mutant: Mutant) -> CodeType:
    tree = ast.parse((ROOT / mutant.path).read_text())
    target = next(node for place, node in enumerate(ast.walk(tree)) if place == mutant.place)
    change = next(change for change in changes(target) if mutant.change.endswith(f" {change}"))

    class Planting(ast.NodeTransformer):
        def visit(self, node: ast.AST) -> ast.AST:
            if node is target:
                return ast.copy_location(changed(copy.copy(node), change), node)
            return self.generic_visit(node)

    planted = ast.fix_missing_locations(Planting().visit(tree))
    return compile(planted, str(ROOT / mutant.path), "exec", dont_inherit=True)


def codes_inside(code: CodeType) -> Iterator[CodeType]:
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield constant
            yield from codes_inside(constant)


def plant(mutant: Mutant) -> bool:
    """Puts the changed code into every function made from that place. False: it cannot be built."""
    try:
        fresh = {(code.co_qualname, code.co_firstlineno): code for code in codes_inside(code_with(mutant))}
        planted = False
        for function in gc.get_objects():
            if type(function) is FunctionType and function.__code__.co_filename == str(ROOT / mutant.path):
                code = fresh.get((function.__code__.co_qualname, function.__code__.co_firstlineno))
                if code is not None and code != function.__code__:
                    function.__code__ = code
                    planted = True
    except (SyntaxError, ValueError):  # e.g. a closure that no longer closes over anything
        return False
    return planted


def measured_files() -> list[str]:
    config = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["coverage"]["run"]
    paths = {path for pattern in config["include"] for path in ROOT.glob(pattern.replace("/*", "/**/*.py"))}
    return sorted(str(path.relative_to(ROOT)) for path in paths if "migrations" not in path.parts)


def drawn(count: int) -> list[Mutant]:
    """So many of all, each file its share; the same ones at every run of the same code."""
    by_file = {path: mutants_of(path) for path in measured_files()}
    share = min(1.0, count / sum(len(mutants) for mutants in by_file.values()))
    chosen = []
    for path, mutants in by_file.items():
        chosen += random.Random(f"{SEED} {path}").sample(mutants, k=round(len(mutants) * share + 0.49))
    random.Random(SEED).shuffle(chosen)  # the lanes get the same mixture
    return chosen


def end_group(leader: int) -> None:
    """Ends a fork and what its tests started."""
    with suppress(ProcessLookupError):
        os.killpg(leader, signal.SIGKILL)


class Trial:
    """Runs all tests once, then every mutant against those that run its line."""

    def __init__(self, session: pytest.Session) -> None:
        self.session = session
        self.items = session.items
        self.seconds: dict[str, float] = {}
        self.lines: dict[str, dict[int, list[str]]] = {}
        self.breadth: Counter[str] = Counter()
        self.sound: dict[str, bool] = {}

    def prepare(self, seen: Path) -> list[str]:
        """Sets up what lasts for the session, with the first test that asks for it, and has all tests watched in a fork:
        what they leave in a process must not be there when they run again."""
        for path in measured_files():  # a change needs its function: what a test would load first is loaded before
            importlib.import_module(path.removesuffix(".py").removesuffix("/__init__").replace("/", "."))
        asked = [next((item for item in self.items if name in item.fixturenames), None) for name in SESSION_FIXTURES]
        for item in filter(None, asked):
            self.session._setupstate.teardown_exact(item)
            runtestprotocol(item, nextitem=self.other_than(item), log=False)
            self.session._setupstate.teardown_exact(self.items[0])
        connections.close_all()
        child = os.fork()
        if not child:
            try:
                os.setsid()
                red = self.watch()
                seen.write_bytes(pickle.dumps((red, self.seconds, self.lines, self.breadth)))
                os._exit(0)
            except BaseException:
                sys.excepthook(*sys.exc_info())
            finally:
                os._exit(1)
        os.waitpid(child, 0)
        end_group(child)
        red, self.seconds, self.lines, self.breadth = pickle.loads(seen.read_bytes())
        return red

    def other_than(self, item: pytest.Item) -> pytest.Item:
        """Said to come next, so that a test's own things are put away and the session's are kept."""
        return self.items[0] if item is not self.items[0] else self.items[-1]

    def watch(self) -> list[str]:
        """Every test once; which lines each runs. Names the red ones."""
        files = measured_files()
        recorder = coverage.Coverage(data_file=None, config_file=False, include=[str(ROOT / path) for path in files])
        recorder.set_option("run:disable_warnings", ["already-imported", "module-not-measured", "no-data-collected"])
        red = []
        recorder.start()
        self.session._setupstate.teardown_exact(self.items[0])
        for item, following in zip(self.items, [*self.items[1:], self.items[0]], strict=True):
            recorder.switch_context(item.nodeid)
            started = time.monotonic()
            for report in runtestprotocol(item, nextitem=following, log=False):
                if report.failed:
                    red.append(f"{item.nodeid}\n{report.longreprtext}")
            self.seconds[item.nodeid] = time.monotonic() - started
        recorder.stop()
        for path in files:
            by_line = recorder.get_data().contexts_by_lineno(str(ROOT / path))
            self.lines[path] = {line: [test for test in tests if test] for line, tests in by_line.items()}
            self.breadth.update(test for tests in self.lines[path].values() for test in tests)
        return red

    def tests_on(self, mutant: Mutant) -> list[pytest.Item]:
        """The most particular test of each file first, then the next of each, as far as the time goes."""
        by_module = defaultdict(list)
        lines = self.lines[mutant.path]
        runners = lines.get(mutant.line) or lines.get(mutant.statement, [])
        for test in sorted(runners, key=lambda test: (self.breadth[test], test)):
            by_module[test.partition("::")[0]].append(test)
        ranked = sorted(
            (rank, self.seconds[test], test) for tests in by_module.values() for rank, test in enumerate(tests)
        )
        chosen, left = set(), SECONDS_OF_TESTS
        for _, seconds, test in ranked:
            if not chosen or (seconds <= left and len(chosen) < MOST_TESTS):
                chosen.add(test)
                left -= seconds
        order = {test: place for place, (_, _, test) in enumerate(ranked)}
        return sorted((item for item in self.items if item.nodeid in chosen), key=lambda item: order[item.nodeid])

    def fork(self, tests: list[pytest.Item], mutant: Mutant | None) -> str:
        """What came of the tests in a process of their own: green, unbuilt, or the name of the test that went red."""
        from tests.support.cluster import delete_all_rows  # known to pytest as a plugin, after this one

        connections.close_all()
        child = os.fork()
        if not child:
            self.run_and_exit(tests, mutant)
        deadline = time.monotonic() + 10 + PATIENCE * sum(self.seconds[test.nodeid] for test in tests)
        while True:
            ended, status = os.waitpid(child, os.WNOHANG)
            if ended:
                break
            if time.monotonic() > deadline:
                end_group(child)
                os.waitpid(child, 0)
                delete_all_rows()
                return "no end"
            time.sleep(0.01)
        end_group(child)
        code = os.waitstatus_to_exitcode(status)
        if code == EXIT_GREEN:
            return ""
        if code == EXIT_UNBUILT:
            return UNBUILT
        assert code != EXIT_BROKEN, f"could not be tried: {mutant}"
        delete_all_rows()  # what a test left that broke off
        return tests[code - EXIT_RED].nodeid if code >= EXIT_RED else f"died of {code}"

    def run_and_exit(self, tests: list[pytest.Item], mutant: Mutant | None) -> None:
        code = EXIT_BROKEN
        try:
            os.setsid()
            if mutant and not plant(mutant):
                os._exit(EXIT_UNBUILT)
            self.session._setupstate.teardown_exact(tests[0])
            for place, (item, following) in enumerate(
                zip(tests, [*tests[1:], self.other_than(tests[-1])], strict=True)
            ):
                code = min(EXIT_RED + place, 255)
                for report in runtestprotocol(item, nextitem=following, log=False):
                    if report.failed:
                        if mutant is None:
                            (VAR / "mutants" / f"unsound-{os.getpid()}.txt").write_text(
                                f"{item.nodeid}\n{report.longreprtext}"
                            )
                        os._exit(code)
            code = EXIT_GREEN
        finally:
            os._exit(code)

    def outcome(self, mutant: Mutant) -> tuple[str, str]:
        tests = self.tests_on(mutant)
        while tests:
            red = self.fork(tests, mutant)
            if red in ("", UNBUILT):
                return (UNBUILT if red else SURVIVED), ""
            named = [test for test in tests if test.nodeid == red]
            if not named or (self.is_sound(named[0]) and (named[0] is tests[0] or self.fork(named, mutant))):
                return KILLED, red
            tests = [test for test in tests if test.nodeid != red]
        return UNTESTED, ""

    def is_sound(self, test: pytest.Item) -> bool:
        if test.nodeid not in self.sound:
            self.sound[test.nodeid] = not self.fork([test], None)
        return self.sound[test.nodeid]

    def lane(self, number: int, mutants: list[Mutant], results: Path) -> None:
        from tests.support.cluster import CLUSTER, migrated_template, point_django_at

        database = f"test_mutants_{number}_{os.getpid()}"
        CLUSTER.clone_database(database, migrated_template())
        point_django_at(database)
        try:
            with results.open("w") as lines:
                for mutant in mutants[number::LANES]:
                    started = time.monotonic()
                    outcome, by = self.outcome(mutant)
                    seconds = round(time.monotonic() - started, 2)
                    lines.write(json.dumps([mutant.path, str(mutant), outcome, by, seconds]) + "\n")
                    lines.flush()
        finally:
            connections.close_all()
            CLUSTER.drop_database(database)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--mutants", type=int, default=400, help="how many mutants to try")


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> bool:
    say = session.config.get_terminal_writer().line
    trial = Trial(session)
    home = VAR / "mutants"
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True)
    red = trial.prepare(home / "seen.pickle")
    if red:
        pytest.exit("red without any mutant:\n" + "\n".join(red), returncode=1)
    mutants = drawn(session.config.getoption("--mutants"))
    connections.close_all()
    lanes = {}
    for number in range(LANES):
        child = os.fork()
        if not child:
            try:
                trial.lane(number, mutants, home / f"lane{number}.jsonl")
            except BaseException:
                sys.excepthook(*sys.exc_info())
                os._exit(1)
            os._exit(0)
        lanes[number] = child
    ends = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in lanes.values()]
    if any(ends):
        pytest.exit(f"a lane broke off: {ends}", returncode=1)
    tried = []
    for number in lanes:
        tried += [json.loads(line) for line in (home / f"lane{number}.jsonl").read_text().splitlines()]
    if tell(tried, say) < KEPT_SCORE:
        session.testsfailed += 1
    return True


def score(outcomes: list[str]) -> float:
    counted = [outcome for outcome in outcomes if outcome != UNBUILT]
    return 100 * counted.count(KILLED) / max(1, len(counted))


def tell(tried: list[list[str]], say: object) -> float:
    """The survivors, the score of each file, and the score of all, which is handed back."""
    by_file = defaultdict(list)
    for path, name, outcome, _, _ in sorted(tried):
        by_file[path].append(outcome)
        if outcome in (SURVIVED, UNTESTED):
            say(f"{outcome}: {name}")
    for path, outcomes in by_file.items():
        kinds = Counter(outcomes)
        whole = len(outcomes) - kinds[UNBUILT]
        say(f"{score(outcomes):5.1f} %  {kinds[KILLED]:3} of {whole:3}  {path}")
    total = score([outcome for _, _, outcome, _, _ in tried])
    say(f"{total:5.1f} %  of {len(tried)} mutants killed; asked for {KEPT_SCORE} %")
    return total
