from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.test import Client

from prm.files.links import signed_path
from prm.files.services import store
from tests.support.hostile_files import PDF, image


@pytest.fixture(autouse=True)
def clean(tmp_path, settings):
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(tmp_path)}},
    }


def keep(world, name, data=PDF, called="paper.pdf", **more):
    with world.scope(name):
        return store(data, name=called, actor=world.actor(name), at=world.now, **more)


def test_a_download_is_an_attachment_of_its_real_type_that_nobody_sniffs_or_keeps(world):
    file = keep(world, "sam", called='a "b" ü.pdf')
    answer = world.client("sam").get(f"/w/acme/files/{file.ref}/")
    assert (answer.status_code, answer.content) == (200, PDF)
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''a%20_b_%20%C3%BC.pdf")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "no-store"


def test_a_file_of_somebody_else_does_not_exist(world):
    mine, vendors = keep(world, "nina"), keep(world, "sam")
    assert world.client("nina").get(f"/p/acme/files/{mine.ref}/").status_code == 200
    assert world.client("bob").get(f"/p/acme/files/{mine.ref}/").status_code == 200
    for who, path in (
        ("carl", f"/p/acme/files/{mine.ref}/"),
        ("nina", f"/p/acme/files/{vendors.ref}/"),
        ("nina", f"/w/acme/files/{mine.ref}/"),
        ("eve", f"/w/acme/files/{mine.ref}/"),
        ("eve", f"/w/globex/files/{mine.ref}/"),
        ("ivan", f"/p/globex/files/{mine.ref}/"),
    ):
        assert world.client(who).get(path).status_code == 404, (who, path)
    assert urlsplit(Client().get(f"/p/acme/files/{mine.ref}/")["Location"]).path == "/auth/login/"


def test_a_signed_address_opens_one_file_for_five_minutes(world, time_machine):
    time_machine.move_to(world.now, tick=False)
    file, other = keep(world, "nina"), keep(world, "nina")
    path = signed_path(file, "acme")
    assert Client().get(path).content == PDF
    assert Client().get(path.replace("/acme/", "/globex/")).status_code == 404
    assert Client().get(path[:-3] + "/").status_code == 404
    assert Client().get(signed_path(other, "acme").replace(path.split(":")[-1], "x")).status_code == 200
    time_machine.move_to(world.now + timedelta(seconds=301))
    assert Client().get(path).status_code == 404


@pytest.mark.parametrize("ref", ["..", "%2e%2e", "../../etc/passwd", "FIL-000000", "x" * 300])
def test_a_made_up_name_leads_nowhere(world, ref):
    assert world.client("sam").get(f"/w/acme/files/{ref}/").status_code == 404


def test_the_public_gets_what_is_for_everybody_and_nothing_else(world):
    logo = keep(world, "sam", image(), "logo.png", visibility="public")
    hidden = keep(world, "sam")
    answer = Client().get(f"/files/acme/{logo.ref}/")
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/png")
    assert answer["Content-Disposition"].startswith("inline")
    assert Client().get(f"/files/acme/{hidden.ref}/").status_code == 404
    assert Client().get(f"/files/globex/{logo.ref}/").status_code == 404
