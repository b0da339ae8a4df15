"""Negotiated terms shown in the running text: what the standard says struck out, what was agreed beside it."""

from collections.abc import Mapping

from agreements.rules.merge import escape, merge

# One private character for each mark: they pass Markdown and the sanitizer as plain text.
MARKS = {"\ue001": "<del>", "\ue002": "</del>", "\ue003": "<ins>", "\ue004": "</ins>"}
_DEL, _DEL_END, _INS, _INS_END = MARKS


def merge_redlined(text: str, standard: Mapping[str, object], agreed: Mapping[str, object]) -> str:
    """The merged text with marks around each field whose value was negotiated."""

    def show(name: str) -> str:
        before, after = escape(str(standard.get(name, ""))), escape(str(agreed[name]))
        return after if before == after else f"{_DEL}{before}{_DEL_END}{_INS}{after}{_INS_END}"

    return merge(text, agreed, show=show)


def unmark(html: str) -> str:
    """The marks as elements, after the text was made safe."""
    for mark, element in MARKS.items():
        html = html.replace(mark, element)
    return html
