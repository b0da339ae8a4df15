from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import ProgrammingError, transaction
from django.db.models import QuerySet

from prm.files.kinds import REGISTRY, FileKind
from prm.files.links import read_signed, signed_path
from prm.files.models import StoredFile
from prm.files.queries import file_for_actor
from prm.files.services import read, store
from prm.lib.errors import Forbidden, Invalid
from tests.support.hostile_files import HARMLESS, PDF


@pytest.fixture(autouse=True)
def storage(tmp_path, settings):
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(tmp_path)},
        },
    }
    return tmp_path


def keep(world, name="sam", **more):
    with world.scope(name):
        return store(PDF, name="paper.pdf", actor=world.actor(name), at=world.now, **more)


def test_a_file_is_kept_under_its_vendor_and_a_name_nobody_can_guess(world, storage):
    file = keep(world)
    assert file.key.startswith(f"{world.acme.pk}/")
    assert (file.name, file.content_type, file.size, file.partner_id) == (
        "paper.pdf",
        "application/pdf",
        len(PDF),
        None,
    )
    assert (storage / file.key).read_bytes() == PDF
    assert read(file) == PDF


def test_an_upload_is_read_from_its_beginning(world):
    upload = SimpleUploadedFile("table.csv", HARMLESS["table.csv"])
    upload.read()
    with world.scope("sam"):
        file = store(upload, actor=world.actor("sam"), at=world.now)
    assert (file.name, file.size) == ("table.csv", len(HARMLESS["table.csv"]))


def test_a_file_over_the_limit_is_read_no_further(world, monkeypatch):
    monkeypatch.setitem(REGISTRY, "test.small", FileKind("test.small", max_bytes=1000))

    class Endless(BytesIO):
        def read(self, size=-1):
            assert size == 1001
            return b"x" * size

    with world.scope("sam"), pytest.raises(Invalid, match="larger than"):
        store(Endless(), name="a.txt", actor=world.actor("sam"), at=world.now, kind="test.small")


def test_a_refused_file_leaves_nothing_behind(world, storage):
    with world.scope("sam"):
        with pytest.raises(Invalid):
            store(b"MZ", name="a.pdf", actor=world.actor("sam"), at=world.now)
        assert StoredFile.objects.count() == 0
    assert list(storage.iterdir()) == []


def test_the_virus_scanner_is_asked(world, settings):
    settings.FILE_SCANNER = "tests.platform.files.test_store.finds_everything"
    with world.scope("sam"), pytest.raises(Invalid, match="virus scanner"):
        store(PDF, name="a.pdf", actor=world.actor("sam"), at=world.now)


def finds_everything(data):
    return "Eicar"


def test_a_portal_keeps_files_for_its_own_partner_only(world):
    assert keep(world, "nina").partner_id == world.northwind.pk
    with pytest.raises(Forbidden):
        keep(world, "nina", partner_id=world.contoso.pk)
    with pytest.raises(Forbidden):
        keep(world, "nina", visibility="public")


def test_who_sees_a_file(world):
    files = {
        "vendor's own": keep(world),
        "northwind's": keep(world, "nina"),
        "northwind's alone": keep(world, "nina", visibility="partner"),
        "for partners": keep(world, visibility="partners"),
        "for everybody": keep(world, visibility="public"),
    }
    seen = {}
    for who in ("sam", "nina", "carl", "eve"):
        with world.scope(who):
            seen[who] = {n for n, f in files.items() if file_for_actor(f.ref, world.actor(who))}
    assert seen == {
        "sam": {"vendor's own", "northwind's", "for partners", "for everybody"},
        "nina": {"northwind's", "northwind's alone", "for partners", "for everybody"},
        "carl": {"for partners", "for everybody"},
        "eve": set(),
    }


def test_the_database_itself_hides_a_foreign_file_from_a_portal(world):
    keep(world)
    own = keep(world, "nina")
    with world.scope("carl"):
        assert list(QuerySet(StoredFile)) == []
    with world.scope("nina"):
        assert [file.ref for file in QuerySet(StoredFile)] == [own.ref]
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            StoredFile.objects.update(visibility="public")


def test_a_kind_may_ask_for_a_permission(world, monkeypatch):
    kind = FileKind("test.secret", permissions={"vendor": "accounts.manage_settings"})
    monkeypatch.setitem(REGISTRY, kind.key, kind)
    file = keep(world, kind="test.secret")
    with world.scope("acme"):
        assert file_for_actor(file.ref, world.actor("alice")) == file
        with pytest.raises(Forbidden):
            file_for_actor(file.ref, world.actor("sam"))


def test_a_signed_address_opens_one_file_of_one_vendor_for_five_minutes(world, time_machine):
    file = keep(world)
    time_machine.move_to(world.now, tick=False)
    token = signed_path(file, "acme").rstrip("/").rsplit("/", 1)[-1]
    assert read_signed(token, world.acme.pk) == file.pk
    assert read_signed(token, world.globex.pk) is None
    assert read_signed(token[:-1] + ("A" if token[-1] != "A" else "B"), world.acme.pk) is None
    time_machine.move_to(world.now + timedelta(seconds=301))
    assert read_signed(token, world.acme.pk) is None


def test_storage_holds_nothing_under_a_name_of_the_uploader(world):
    with world.scope("sam"):
        file = store(PDF, name="../../../tmp/evil.pdf", actor=world.actor("sam"), at=world.now)
    assert file.name == "evil.pdf"
    assert default_storage.exists(file.key)
