"""Every string a person reads goes through gettext, and styles name sides by the direction of writing."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from prm.launch.paths import ROOT

ROOMS = ["prm", *settings.PILLARS]
TEMPLATES = sorted(
    path
    for top in (ROOT / "templates", *(ROOT / room for room in ROOMS))
    for path in top.rglob("*.html")
    if "templates" in path.parts
)
# Shown when nothing else works any more; examples for developers.
NOT_TRANSLATED = {"templates/500.html", "templates/ui/gallery.html"}
CLASS_NAMES = re.compile(r"{%\s*block body_class\s*%}.*?{%\s*endblock\s*%}", re.DOTALL)
TRANSLATED = re.compile(
    r"{%\s*(blocktrans\w*)\b.*?{%\s*end\1\s*%}|{%\s*comment\b.*?{%\s*endcomment\s*%}|{%\s*verbatim\s*%}.*?{%\s*endverbatim\s*%}",
    re.DOTALL,
)
NO_TEXT = re.compile(r"<!--.*?-->|<(script|style)\b.*?</\1>|{%.*?%}|{{.*?}}|{#.*?#}|<[^>]*>|&\w+;", re.DOTALL)
READ_ALOUD = re.compile(r"\b(?:title|alt|placeholder|aria-label)=\"([^\"]*)\"")
# Words handed to a template tag, as in {% card title="Two words" %}; translate and _("") take theirs to gettext.
HANDED = re.compile(r"{%\s*(?!translate\b|trans\b)\w+\b.*?%}", re.DOTALL)
QUOTED = re.compile(r"(?<!_\()\"([A-Z][a-z]+[^\"]*)\"|(?<!_\()'([A-Z][a-z]+[^']*)'")
CODE = re.compile(r"{%.*?%}|{{.*?}}|{#.*?#}", re.DOTALL)
WORD = re.compile(r"[A-Za-z]{2,}")
# Names and abbreviations that read the same in every language.
SAME_EVERYWHERE = {
    "PRM",
    "CSV",
    "XLSX",
    "PDF",
    "API",
    "SHA",
    "IBAN",
    "BIC",
    "XML",
    "YAML",
    "JSON",
    "px",
    "UTC",
    "URL",
    "Excel",
    "Esc",
    "Ctrl",
}
# Keyword arguments whose value stands on a screen or in a mail, and values whose first argument does.
SPOKEN = {
    *("title", "label", "message", "help_text", "verbose_name", "placeholder", "intro", "subtitle"),
    *("why", "play", "detail", "text", "summary", "counterfactual", "action_label", "subject"),
}
SPEAKING = {"Step", "Condition", "Input", "Column", "Tab", "State", "Empty"}
GETTEXT = {"_", "_now", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy"}
# A capital, then a second word: how a sentence or a heading begins, and hardly a key, a query or a format.
PROSE = re.compile(r"(?=.*[a-z]{2})[A-Z][a-z']*,? [\w…(]", re.DOTALL)
# What programmers read: their own mistakes, and the log.
FOR_PROGRAMMERS = {
    *("ValueError", "TypeError", "RuntimeError", "NoReverseMatch", "SystemExit", "NoTenantScope", "ScopeConflict"),
    "exception",
}
# Proper names: of fonts, file formats, and of the customers and partners in the examples of an import.
PROPER_NAMES = {
    *("Inter Extended", "Inter Greek", "Inter Cyrillic", "Excel 97-2003 (.xls)"),
    *("Acme Co. of Maine", "Fairfax County", "Fairfax County Water Authority", "Northwind Automation"),
}
SIDES = re.compile(r"[\s;{]((?:margin|padding|border)-(?:left|right)|left|right|text-align:\s*(?:left|right))\s*[:;]")
STYLES = sorted((ROOT / "static" / "css").rglob("*.css"))


def bare_words(text: str) -> list[str]:
    plain = TRANSLATED.sub(" ", CLASS_NAMES.sub(" ", text))
    spoken = [CODE.sub(" ", value) for value in READ_ALOUD.findall(CODE.sub(" ", plain))]
    handed = ["".join(words) for tag in HANDED.findall(plain) for words in QUOTED.findall(tag)]
    return [
        word
        for part in (NO_TEXT.sub(" ", plain), *spoken, *handed)
        for word in WORD.findall(part)
        if word not in SAME_EVERYWHERE
    ]


def test_templates_say_nothing_past_gettext():
    assert len(TEMPLATES) > 60
    wrong = {str(path.relative_to(ROOT)): bare_words(path.read_text(encoding="utf-8")) for path in TEMPLATES}
    wrong = {name: words for name, words in wrong.items() if name not in NOT_TRANSLATED}
    wrong = {name: words[:6] for name, words in wrong.items() if words}
    assert wrong == {}, "wrap them in {% translate %} or {% blocktranslate %}"


def test_bare_words_are_found():
    assert bare_words('<p>Hello {{ name }}</p><a title="Go on">{% translate "Back" %}</a>') == ["Hello", "Go", "on"]
    assert bare_words("""{% card title="Two words" note=_("Not these") %}{% icon "cards" %}""") == ["Two", "words"]
    assert bare_words("{% blocktranslate %}Hello{% endblocktranslate %}{# Note #}<b>{{ a|default:'No one' }}</b>") == []


def literal(node: ast.AST) -> str:
    """The text of a literal; what an f-string fills in stands as dots."""
    if isinstance(node, ast.JoinedStr):
        return "".join(literal(part) or "…" for part in node.values)
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def name_of(node: ast.AST | None) -> str:
    called = node.func if isinstance(node, ast.Call) else node
    return called.id if isinstance(called, ast.Name) else getattr(called, "attr", "")


def unwrapped(node: ast.AST) -> Iterator[ast.AST]:
    """Every node but those under gettext, in docstrings and in what only programmers read."""
    if isinstance(node, ast.Call) and name_of(node) in GETTEXT | FOR_PROGRAMMERS:
        return
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return
    yield node
    for child in ast.iter_child_nodes(node):
        if not (isinstance(node, ast.JoinedStr) and isinstance(child, ast.Constant)):
            yield from unwrapped(child)


def spoken_literals(source: str) -> list[tuple[int, str]]:
    """Literals that people read: by the name they are given under, by what takes them, or because they are prose."""
    found = set()
    for node in unwrapped(ast.parse(source)):
        text = literal(node)
        if PROSE.match(text):
            found.add((node.lineno, text))
        if isinstance(node, ast.keyword) and node.arg in SPOKEN and WORD.search(literal(node.value)):
            found.add((node.value.lineno, literal(node.value)))
        if isinstance(node, ast.Call) and name_of(node) in SPEAKING and node.args:
            text = literal(node.args[0])
            if re.match(r"[A-Z][a-z]", text):
                found.add((node.lineno, text))
    return sorted((line, text) for line, text in found if text not in PROPER_NAMES)


def modules() -> list[Path]:
    # What stands in the API's description is read by programmers, in English; so are the rooms that serve no screen.
    outside = (
        "api",
        "migrations",
        "launch",
        "bench",
        "bench.py",
        "checks.py",
        "gallery_samples.py",
        "gallery.py",
        "demo.py",
        "demo",
        "management",
        "settings",
    )
    found = [path for room in ROOMS for path in (ROOT / room).rglob("*.py")]
    return [path for path in found if not set(path.relative_to(ROOT).parts) & set(outside)]


def test_code_says_nothing_past_gettext():
    assert len(modules()) > 300
    wrong = [
        f"{path.relative_to(ROOT)}:{line}: {text}"
        for path in modules()
        for line, text in spoken_literals(path.read_text(encoding="utf-8"))
    ]
    assert wrong == [], "wrap them in _()"


def found_in(source: str) -> list[str]:
    return [text for _line, text in spoken_literals(source)]


def test_spoken_literals_are_found():
    assert spoken_literals('f(title="Two words", key="two words", label=_("Two words"))') == [(1, "Two words")]
    assert found_in('f(label="Draft")') == ["Draft"]
    assert found_in('Step("Earned", "", total)') == ["Earned"]


def test_prose_is_found_wherever_it_stands():
    assert found_in('faults.append(f"Nothing covers {upper} to {lower}.")') == ["Nothing covers … to …."]
    assert found_in('return "The deal was registered" if deal else "As before"') == [
        "As before",
        "The deal was registered",
    ]
    assert found_in('raise Invalid("Choose a day from today on.")') == ["Choose a day from today on."]
    assert found_in('BOTH = {"a": f"{_(\'As before\')} x", "b": ("One more",)}') == ["One more"]


def test_what_nobody_reads_is_passed_over():
    assert found_in('def f():\n    """The words of it."""\n    raise ValueError(f"No {day} is a weekday.")') == []
    assert (
        found_in('run("SELECT a FROM b", "Content-Type", "F Y", "two words", ngettext("One row", "More rows", n))')
        == []
    )


def test_styles_name_sides_by_the_direction_of_writing():
    assert len(STYLES) >= 5
    wrong = [
        f"{path.relative_to(ROOT)}: {found}"
        for path in STYLES
        for found in SIDES.findall(re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL))
    ]
    assert wrong == [], "margin-inline-start, padding-inline-end, inset-inline-start, text-align: start"
