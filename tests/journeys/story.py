"""Telling a story over HTTP: who posts what when, and what became known through it."""

import re
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.test import Client

from agreements.services.template import create_template, publish_version
from enablement.services.certification import save_certification
from incentives.rules.terms import Terms
from incentives.services.plans import create_plan
from prm.accounts.models import User
from prm.audit.models import AuditEntry
from prm.notifications.models import Notification, OutboxMail
from prm.outbox.services import drain
from programs.models import Product, Program, ProgramVersion, Tier
from programs.services.journey import Step, save_template
from tests.agreements.conftest import BODY, TERMS
from tests.enablement.conftest import make_course
from tests.support.world import NOW, TERMS_FROM, World, client_of

LINK = re.compile(r"https?://[^\s/]+(/\S+)")


@dataclass
class Story:
    """One vendor's world with a clock: `say` posts as somebody and drains what follows from it."""

    world: World
    clock: Any
    capture: Any
    mails: Any
    people: dict[str, User] = field(default_factory=dict)
    seen: set[Any] = field(default_factory=set)

    def wait(self, **much: float) -> None:
        self.world.now += timedelta(**much)
        self.clock.move_to(self.world.now, tick=False)

    def client(self, name: str) -> Client:
        """Signed in just now: sessions end after hours, and the story lasts for months."""
        if name in self.world.members:
            return self.world.client(name)
        return client_of(self.people[name])

    def read(self, name: str, url: str) -> str:
        answer = self.client(name).get(url)
        assert answer.status_code == 200, (url, answer.status_code)
        return answer.content.decode()

    def say(self, who: str | Client, url: str, data: dict[str, Any] | None = None, *, status: int = 302) -> Any:
        client = who if isinstance(who, Client) else self.client(who)
        with self.capture(execute=True):
            answer = client.post(url, data or {})
        assert answer.status_code == status, (url, answer.status_code, answer.content.decode()[-6000:])
        self.drain()
        return answer

    def drain(self) -> None:
        with self.capture(execute=True):
            drain(self.world.acme.pk)

    def acme(self) -> Any:
        return self.world.scope("acme")

    def heard(self) -> set[tuple[str, str]]:
        """Kind and reader of every notice since the last time this was asked."""
        with self.acme():
            rows = list(Notification.objects.select_related("recipient"))
        fresh = [row for row in rows if row.pk not in self.seen]
        self.seen |= {row.pk for row in fresh}
        return {(row.kind, row.recipient.name) for row in fresh}

    def logged(self) -> set[str]:
        """Actions in the audit log since the last time this was asked."""
        with self.acme():
            rows = list(AuditEntry.objects.values_list("pk", "action"))
        fresh = {action for pk, action in rows if pk not in self.seen}
        self.seen |= {pk for pk, _action in rows}
        return fresh

    def link_in_mail(self, to: str, contains: str) -> str:
        """The path of the link in the newest mail to somebody."""
        mails = [mail for mail in self.mails if to in mail.to[0]]
        paths = [path for mail in mails for path in LINK.findall(mail.body) if contains in path]
        assert paths, [(mail.to, mail.body) for mail in self.mails]
        return str(paths[-1])

    def joins(self, name: str, email: str) -> Client:
        """Opens the invitation in the mail, sets a password and is in."""
        path = self.link_in_mail(email, "/join/")
        client = Client()
        assert client.get(path).status_code == 200
        self.say(client, path, {"name": name.capitalize(), "password": "a good long sentence"})
        self.people[name] = User.objects.get(email=email)
        return client

    def outbox(self, to: str) -> list[str]:
        with self.acme():
            return sorted(OutboxMail.objects.filter(to_email=to).values_list("subject", flat=True))


def set_up(world: World, hold_days: int = 30) -> None:
    """What Acme has before the first partner applies: catalogue, texts, journey, course, plans and a referral program."""
    actor, at = world.actor("alice"), NOW
    with world.scope("acme"):
        world.things["edge"] = Product.objects.create(sku="EDGE", name="Edge", family="Edge", list_price=990)
        template = create_template(
            name="Resale agreement", type="resale", body=BODY, parameters=TERMS, actor=actor, at=at
        )
        publish_version(template.versions.get(), actor=actor, at=at)
        steps = [
            Step("sign_agreement", "Sign the agreement", "partner", 0),
            Step("task", "Kick-off call", "partner", 7),
            Step("task", "Provision the demo system", "vendor", 10),
            Step("pass_course", "Pass Edge basics", "partner", 30),
            Step("register_deal", "Register your first deal", "partner", 60, is_required=False),
        ]
        save_template(type="resale", name="First 90 days", window_days=90, steps=steps, actor=actor, at=at)
        referral = Program.objects.create(
            name="Acme Referral", type="referral", status="open", currency=world.acme.currency
        )
        Tier.objects.create(program=referral, name="Referrer", rank=1)
        ProgramVersion.objects.create(
            program=referral, number=1, status="published", valid_from=TERMS_FROM, published_at=NOW
        )
        world.programs["referral"] = referral
        resale = Terms(rate=5, tier_rates={"Silver": 8, "Gold": 12}, hold_days=hold_days)
        create_plan(world.programs["acme"], name="Registered deals", kind="commission", terms=resale,
                    valid_from=TERMS_FROM, actor=actor, at=at)  # fmt: skip
        create_plan(referral, name="Referral fee", kind="referral_fee",
                    terms=Terms(rate=10, trigger="deal_won", hold_days=hold_days), valid_from=TERMS_FROM, actor=actor, at=at)  # fmt: skip
    course = make_course(world)
    with world.scope("acme"):
        from enablement.services.course import publish_course

        world.things["course"] = publish_course(course, actor=actor, at=at)
        world.things["certification"] = save_certification(
            None, name="Edge associate", summary="Knows the gateway", validity_months=12, courses=[course], actor=actor,
            at=at,
        )  # fmt: skip
