"""Every string a person reads goes through gettext, and styles name sides by the direction of writing."""

import ast
import re
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
# Keyword arguments whose value stands on a screen or in a mail.
SPOKEN = {"title", "label", "message", "help_text", "verbose_name", "placeholder", "intro", "subtitle"}
SIDES = re.compile(r"[\s;{]((?:margin|padding|border)-(?:left|right)|left|right|text-align:\s*(?:left|right))\s*[:;]")
STYLES = sorted((ROOT / "static" / "css").rglob("*.css"))


def bare_words(text: str) -> list[str]:
    plain = TRANSLATED.sub(" ", CLASS_NAMES.sub(" ", text))
    spoken = [CODE.sub(" ", value) for value in READ_ALOUD.findall(plain)]
    return [
        word
        for part in (NO_TEXT.sub(" ", plain), *spoken)
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
    assert bare_words("{% blocktranslate %}Hello{% endblocktranslate %}{# Note #}<b>{{ a|default:'No one' }}</b>") == []


def spoken_literals(source: str) -> list[tuple[int, str]]:
    """Literals given under a name whose value people read."""
    return [
        (item.value.lineno, item.value.value)
        for item in ast.walk(ast.parse(source))
        if isinstance(item, ast.keyword) and item.arg in SPOKEN and isinstance(item.value, ast.Constant)
        if isinstance(item.value.value, str) and " " in item.value.value.strip()
    ]


def modules() -> list[Path]:
    # What stands in the API's description is read by programmers, in English; so are the rooms that serve no screen.
    outside = (
        "api",
        "migrations",
        "launch",
        "bench",
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


def test_spoken_literals_are_found():
    assert spoken_literals('f(title="Two words", key="two words", label=_("Two words"))') == [(1, "Two words")]


def test_styles_name_sides_by_the_direction_of_writing():
    assert len(STYLES) >= 5
    wrong = [
        f"{path.relative_to(ROOT)}: {found}"
        for path in STYLES
        for found in SIDES.findall(re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL))
    ]
    assert wrong == [], "margin-inline-start, padding-inline-end, inset-inline-start, text-align: start"
