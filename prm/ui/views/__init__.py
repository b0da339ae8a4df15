"""The bases every screen stands on. A view declares its permission, its query, its form and one service."""

from prm.ui.views.actions import ActionView, Undo
from prm.ui.views.columns import Column
from prm.ui.views.details import DetailView, PanelView
from prm.ui.views.downloads import DownloadView
from prm.ui.views.filters import Choice, DateRange, Flag, Search
from prm.ui.views.forms import FormView
from prm.ui.views.lists import Bulk, Link, ListView, Tab, Total
from prm.ui.views.screen import Empty, Screen

__all__ = [
    "ActionView",
    "Bulk",
    "Choice",
    "Column",
    "DateRange",
    "DetailView",
    "DownloadView",
    "Empty",
    "Flag",
    "FormView",
    "Link",
    "ListView",
    "PanelView",
    "Screen",
    "Search",
    "Tab",
    "Total",
    "Undo",
]
