"""A facts file read: what happened at one partnership, and what is known of it."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from programs.document.figures import NAME, label_text
from programs.document.loader import Reader, load
from programs.rules.facts import Fact, Facts, Held

TOP = frozenset({"facts", "figures", "dates", "tiers", "pinned_until"})
OWN = frozenset({"metric", "value", "on", "until"})


def read_facts(text: str, ladder: Sequence[str]) -> Facts:
    """Facts about a partnership in a program with these levels, lowest first. Raises Invalid that names each place."""
    reader = FactsReader()
    facts = reader.all_facts(load(text), ladder)
    reader.finish()
    return facts


class FactsReader(Reader):
    def all_facts(self, data: Any, ladder: Sequence[str]) -> Facts:
        top = self.mapping(data, TOP)
        facts, figures, dates, history = [], {}, {}, []
        with self.at("facts"):
            for index, item in enumerate(self.items(top.get("facts"))):
                with self.at(index):
                    facts.append(self.fact(item))
        with self.at("figures"):
            for name, value in self.mapping(top.get("figures")).items():
                with self.at(name):
                    figures[name] = self.number(value, least=None)
        with self.at("dates"):
            for name, value in self.mapping(top.get("dates")).items():
                with self.at(name):
                    dates[name] = self.date(value)
        with self.at("tiers"):
            for index, item in enumerate(self.items(top.get("tiers"))):
                with self.at(index):
                    history.append(self.held(item, ladder))
        with self.at("pinned_until"):
            pinned = self.day(top, "pinned_until")
        history.sort(key=lambda item: item.since)
        return Facts(facts, figures, dates, history, pinned, ladder)

    def fact(self, item: Any) -> Fact:
        """Whatever is not a fact's own is a label."""
        entry = self.mapping(item)
        metric = entry.get("metric")
        if not isinstance(metric, str) or not NAME.fullmatch(metric):
            self.refuse(_("metric: a name of small letters, digits and underscores is expected."))
            metric = "nothing"
        with self.at("value"):
            value = self.number(entry["value"], least=None) if "value" in entry else Decimal(1)
        labels = {}
        for label in entry.keys() - OWN:
            with self.at(label):
                labels[label] = label_text(entry[label]) or self.text(entry[label])
        return Fact(metric, value, self.day(entry, "on"), self.day(entry, "until"), labels)

    def held(self, item: Any, ladder: Sequence[str]) -> Held:
        entry = self.mapping(item, frozenset({"tier", "from", "until"}))
        with self.at("tier"):
            level = self.text(entry.get("tier"), 60)
            if level not in ladder:
                self.refuse(_("no level is called “%(name)s”.") % {"name": level})
        with self.at("from"):
            since = self.date(entry.get("from"))
        return Held(level, since, self.day(entry, "until"))

    def day(self, entry: dict[str, Any], key: str) -> date | None:
        if entry.get(key) is None:
            return None
        with self.at(key):
            return self.date(entry[key])
