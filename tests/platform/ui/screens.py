"""A few screens over partners, as a pillar would write them, and the URL tree they stand in."""

from types import SimpleNamespace

from django import forms
from django.urls import include, path

from partners.models import Partner
from prm import urls as product
from prm.accounts.permissions import AccountPermission
from prm.lib.errors import Forbidden, Invalid, NotFound, Refused, WrongState
from prm.lib.lifecycle import Lifecycle, State, Transition
from prm.ui.views import (
    ActionView,
    Bulk,
    Choice,
    Column,
    DateRange,
    DetailView,
    DownloadView,
    Empty,
    Flag,
    FormView,
    Link,
    ListView,
    PanelView,
    Search,
    Tab,
    Undo,
)

REFUSALS = {"invalid": Invalid, "forbidden": Forbidden, "missing": NotFound, "state": WrongState, "refused": Refused}
LIFECYCLE = Lifecycle(
    "tests.sample",
    states=[State("open", "Open", "info", "eye"), State("done", "Done", "ok", "check")],
    initial="open",
    transitions=[
        Transition("approve", frozenset({"open"}), "done", AccountPermission.MANAGE_MEMBERS, "Approve sample"),
        Transition("return", frozenset({"open"}), "open", None, "Return sample"),
    ],
)


def partner(view, ref):
    return Partner.objects.filter(ref=ref).first()


class PartnerList(ListView):
    permission = AccountPermission.VIEW_WORKSPACE
    title = "Partners"
    columns = [
        Column("name", "Name", sub="ref", link=True, sort=True),
        Column("domain", "Domain", sort=True),
        Column.person("owner", "Owner"),
        Column.datetime("created_at", "Since", sort=True, optional=True),
        Column("shout", "Loud", value=lambda row: row.name.upper(), optional=True),
    ]
    filters = [
        Search("name", "domain"),
        Choice("domain", "Domain", choices=[("northwind.example", "Northwind's"), ("none.example", "Nobody's")]),
        Flag("owned", "With an owner", apply_with=lambda rows: rows.filter(owner__isnull=False)),
        DateRange("created_at", "Since", moments=True),
    ]
    actions = [Link("Members", "sample:list", AccountPermission.MANAGE_MEMBERS)]
    bulk_actions = [Bulk("Touch", "sample:touch-many")]
    empty = Empty("inbox", "No partners yet", "Invite one.", "sample:list", "Invite")
    default_sort = "name"
    page_size = 2

    def query(self):
        return Partner.objects.select_related("owner")

    def row_url(self, row):
        return self.url("sample:detail", ref=row.ref)


class TabbedList(PartnerList):
    tabs = [Tab("north", "Northwind", {"domain": ["northwind.example"], "sort": "name"}), Tab("all", "All")]


class LongList(PartnerList):
    page_size = 50


class NobodyList(PartnerList):
    def query(self):
        return Partner.objects.none()


class PartnerDetail(DetailView):
    permission = AccountPermission.VIEW_WORKSPACE
    object_name = "partner"
    panels_on = "sample"
    query = partner


class PartnerPanel(PanelView):
    permission = AccountPermission.VIEW_WORKSPACE
    template_name = "ui/parts/empty.html"
    query = partner

    def context(self):
        return {"title": f"Panel of {self.object.name}", "icon": "inbox"}


class NameForm(forms.Form):
    name = forms.CharField(max_length=20)


class Rename(FormView):
    permission = AccountPermission.MANAGE_MEMBERS
    title = "Rename"
    form_class = NameForm
    query = partner
    message = "Renamed."

    def perform(self, form):
        name = form.cleaned_data["name"]
        if name in REFUSALS:
            raise REFUSALS[name](
                "The service says no.", fields={"name": "Not this one."} if name == "invalid" else None
            )
        self.object.name = name
        self.object.save()

    def success_url(self, result):
        return self.url("sample:detail", ref=self.object.ref)


class Touch(ActionView):
    permission = AccountPermission.VIEW_WORKSPACE
    query = partner

    def perform(self, obj, data):
        if wanted := data.get("refuse"):
            raise REFUSALS[wanted]("The service says no.")
        return SimpleNamespace(note=data.get("note", ""))

    def success_message(self, obj, result):
        return f"Touched {obj.name}. {result.note}"

    def undo(self, obj, result):
        return Undo(self.url("sample:touch", ref=obj.ref), seconds=30)


class TouchMany(ActionView):
    permission = AccountPermission.VIEW_WORKSPACE
    message = "Touched."

    def perform(self, obj, data):
        return len(data.getlist("select"))


class Card(DownloadView):
    permission = AccountPermission.VIEW_WORKSPACE
    query = partner

    def content(self, obj):
        return f"{obj.name}.txt", "text/plain", obj.name.encode()


patterns = [
    path("", PartnerList.as_view(), name="list"),
    path("tabs/", TabbedList.as_view(), name="tabs"),
    path("long/", LongList.as_view(), name="long"),
    path("nobody/", NobodyList.as_view(), name="nobody"),
    path("touch/", TouchMany.as_view(), name="touch-many"),
    path("<slug:ref>/", PartnerDetail.as_view(), name="detail"),
    path("<slug:ref>/panel/", PartnerPanel.as_view(), name="panel"),
    path("<slug:ref>/rename/", Rename.as_view(), name="rename"),
    path("<slug:ref>/touch/", Touch.as_view(), name="touch"),
    path("<slug:ref>/card/", Card.as_view(), name="card"),
]
# The product's own tree with one room more in the workspace.
workspace = [path("sample/", include((patterns, "sample"))), *product.shell_for("workspace")]
urlpatterns = [path("w/<slug:vendor>/", include((workspace, "workspace"))), *product.urlpatterns]
handler404 = "prm.ui.errors.page_not_found"
