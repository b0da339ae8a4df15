"""Builds `static/dist/` from node_modules: `python -m prm.ui.build` after `npm ci`.

Tabler's stylesheet is cut down to the classes that stand in our templates, Python and scripts, the icon sprite to the
names that stand there, and the fonts to the subsets we serve. Nothing is bundled and nothing is compiled.
"""

import re
import sys
from collections.abc import Iterable
from pathlib import Path

from prm.ui.trim import trim_stylesheet

ROOT = Path(__file__).resolve().parent.parent.parent
MODULES = ROOT / "node_modules"
DIST = ROOT / "static" / "dist"
PILLARS = ["partners", "programs", "agreements", "enablement", "marketing", "deals", "incentives", "analytics"]

COPIES = {
    "htmx.js": "htmx.org/dist/htmx.min.js",
    "tom-select.js": "tom-select/dist/js/tom-select.popular.min.js",
    "echarts.js": "echarts/dist/echarts.min.js",
    "inter-latin.woff2": "@fontsource-variable/inter/files/inter-latin-wght-normal.woff2",
    "inter-latin-ext.woff2": "@fontsource-variable/inter/files/inter-latin-ext-wght-normal.woff2",
    "inter-cyrillic.woff2": "@fontsource-variable/inter/files/inter-cyrillic-wght-normal.woff2",
    "inter-greek.woff2": "@fontsource-variable/inter/files/inter-greek-wght-normal.woff2",
}
WORD = re.compile(r"[A-Za-z][A-Za-z0-9-]*")
CLASSES = re.compile(r"class=\"((?:[^\"{]|{[%{].*?[%}]})*)\"", re.DOTALL)
STRING = re.compile(r"\"([^\"\n]*)\"|'([^'\n]*)'")
SOURCE_MAP = re.compile(rb"^//# sourceMappingURL=.*$", re.MULTILINE)
ICON_BODY = re.compile(r"<svg[^>]*>(.*)</svg>", re.DOTALL)


def sources() -> Iterable[Path]:
    """Every file a class or an icon may be named in."""
    yield from (ROOT / "templates").rglob("*.html")
    yield from (ROOT / "static" / "js").glob("*.js")
    for room in ["prm", *PILLARS]:
        for pattern in ("*.html", "*.py"):
            yield from (path for path in (ROOT / room).rglob(pattern) if "migrations" not in path.parts)


def classes_in(path: Path) -> set[str]:
    """Words that may be classes: of class attributes in templates; in Python and scripts of strings that look like it."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".html":
        return set(WORD.findall(" ".join(CLASSES.findall(text))))
    strings = [left or right for left, right in STRING.findall(text)]
    return {word for text in strings for word in WORD.findall(text) if "-" in word or "class=" in text}


def words_in(path: Path) -> set[str]:
    """Every word that may be the name of an icon."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        text = " ".join(left or right for left, right in STRING.findall(text))
    return set(WORD.findall(text))


def build_icons(words: set[str]) -> int:
    """Writes `icons.svg` with one symbol per icon named in the sources, and `icons.txt` with their names."""
    symbols, names = [], []
    for folder, suffix, paint in (
        ("outline", "", 'fill="none" stroke="currentColor"'),
        ("filled", "-filled", 'fill="currentColor"'),
    ):
        for path in sorted((MODULES / "@tabler/icons/icons" / folder).glob("*.svg")):
            name = path.stem + suffix
            found = ICON_BODY.search(path.read_text(encoding="utf-8")) if name in words else None
            if found:
                body = re.sub(r"\s*\n\s*", "", found.group(1)).replace(" />", "/>")
                body = body.replace('<path stroke="none" d="M0 0h24v24H0z" fill="none"/>', "")
                symbols.append(f'<symbol id="{name}" viewBox="0 0 24 24" {paint}>{body}</symbol>')
                names.append(name)
    sprite = "".join(symbols)
    (DIST / "icons.svg").write_text(f'<svg xmlns="http://www.w3.org/2000/svg">{sprite}</svg>', encoding="utf-8")
    (DIST / "icons.txt").write_text("\n".join(names) + "\n", encoding="utf-8")
    return len(names)


def build() -> None:
    """Fills `static/dist/` anew. Refuses to start where `npm ci` has not run."""
    if not (MODULES / "@tabler/core").is_dir():
        sys.exit("node_modules/ is missing: run `npm ci` first.")
    DIST.mkdir(parents=True, exist_ok=True)
    for target, source in COPIES.items():
        content = (MODULES / source).read_bytes()
        # The maps are not copied, and a served file that names a missing one cannot be collected.
        (DIST / target).write_bytes(SOURCE_MAP.sub(b"", content) if target.endswith(".js") else content)
    words: set[str] = set().union(*(words_in(path) for path in sources()))
    classes: set[str] = set().union(*(classes_in(path) for path in sources()))
    own = "".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / "static" / "css").glob("*.css")))
    for target, source in (
        ("tabler.css", "@tabler/core/dist/css/tabler.min.css"),
        ("tom-select.css", "tom-select/dist/css/tom-select.min.css"),
    ):
        text = (MODULES / source).read_text(encoding="utf-8")
        kept = trim_stylesheet(text, used=classes, referenced_in=own) if target == "tabler.css" else text
        kept = re.sub(r"/\*#.*?\*/", "", kept)
        # A layer of its own: whatever we write outside of it wins without a contest of selectors.
        (DIST / target).write_text(f"@layer vendor{{{kept}}}\n", encoding="utf-8")
    print(f"static/dist: {build_icons(words)} icons, tabler.css {(DIST / 'tabler.css').stat().st_size // 1024} kB")


if __name__ == "__main__":
    build()
