"""Cuts a stylesheet down to the classes in use. Pure: text in, text out."""

import re
from collections.abc import Iterable
from functools import partial
from typing import Any

import tinycss2

CLASS = re.compile(r"\.(-?[A-Za-z_][\w-]*)")
NEGATION = re.compile(r":not\([^()]*(?:\([^()]*\)[^()]*)*\)")
REFERENCE = re.compile(r"var\(\s*(--[\w-]+)")
NESTED = {"media", "supports", "layer", "container"}


def split_list(prelude: str) -> list[str]:
    """The selectors of a list; commas inside brackets, parentheses and strings separate nothing."""
    found, depth, quote, start = [], 0, "", 0
    for at, sign in enumerate(prelude):
        if quote:
            quote = "" if sign == quote else quote
        elif sign in "\"'":
            quote = sign
        elif sign in "([":
            depth += 1
        elif sign in ")]":
            depth -= 1
        elif sign == "," and not depth:
            found.append(prelude[start:at])
            start = at + 1
    return [selector.strip() for selector in [*found, prelude[start:]]]


def keep_selectors(prelude: str, used: set[str]) -> str:
    """The selectors of a list whose every class is in use; those without a class always stay."""
    return ",".join(item for item in split_list(prelude) if set(CLASS.findall(NEGATION.sub("", item))) <= used)


def _rules(nodes: Iterable[Any], used: set[str]) -> str:
    out = []
    for node in nodes:
        if node.type == "qualified-rule":
            if selectors := keep_selectors(tinycss2.serialize(node.prelude), used):
                out.append(f"{selectors}{{{tinycss2.serialize(node.content).strip()}}}")
        elif node.type == "at-rule" and node.lower_at_keyword in NESTED and node.content is not None:
            inner = _rules(tinycss2.parse_rule_list(node.content, skip_comments=True, skip_whitespace=True), used)
            if inner:
                out.append(f"@{node.lower_at_keyword}{tinycss2.serialize(node.prelude)}{{{inner}}}")
        elif node.type == "at-rule" and node.lower_at_keyword.endswith("keyframes"):
            out.append(node.serialize())
    return "".join(out)


def _keep_read(read: set[str], declaration: re.Match[str]) -> str:
    return declaration.group(0) if declaration.group(1) in read else ""


def _drop_unread_properties(text: str, referenced_in: str) -> str:
    """Removes custom properties nobody reads, until nothing more falls away."""
    while True:
        read = set(REFERENCE.findall(text)) | set(REFERENCE.findall(referenced_in))
        shorter = re.sub(
            r"(?<=[{;])(--[\w-]+)\s*:((?:[^;{}()]|\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\))*)(;|(?=}))",
            partial(_keep_read, read),
            text,
        )
        shorter = re.sub(r"[^{}]*\{\}", "", shorter)
        if shorter == text:
            return text
        text = shorter


def _drop_unread_keyframes(text: str) -> str:
    for name in set(re.findall(r"@(?:-webkit-)?keyframes\s+([\w-]+)", text)):
        if not re.search(rf"animation(?:-name)?:[^;}}]*\b{re.escape(name)}\b", text):
            text = re.sub(
                rf"@(?:-webkit-)?keyframes\s+{re.escape(name)}\s*{{(?:[^{{}}]*{{[^{{}}]*}})*[^{{}}]*}}", "", text
            )
    return text


def trim_stylesheet(text: str, *, used: set[str], referenced_in: str = "") -> str:
    """The stylesheet without rules of unused classes, without unread custom properties and unread animations."""
    nodes = tinycss2.parse_stylesheet(text, skip_comments=True, skip_whitespace=True)
    return _drop_unread_keyframes(_drop_unread_properties(_rules(nodes, used), referenced_in))
