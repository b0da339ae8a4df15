import pytest
from django.test import Client
from django.urls import reverse

from enablement.services.certification import revoke_award
from tests.enablement.test_certifications import certify
from tests.support.pdf import text_of


@pytest.fixture(autouse=True)
def at_the_worlds_time(world, time_machine):
    time_machine.move_to(world.now)


def verify(code, vendor="acme"):
    return Client().get(reverse("public:enablement:verify", kwargs={"vendor": vendor, "code": code}))


def test_a_valid_code_tells_holder_certification_and_last_day(world, course, certification):
    row = certify(world, course)
    answer = verify(row.code)
    text = answer.content.decode()
    assert answer.status_code == 200
    for expected in ("genuine and valid", "Nina", "Edge associate", "Northwind", "17 Mar 2027"):
        assert expected in text
    # The code is all a reader brought; nothing else of the person stands there.
    assert [hidden for hidden in ("nina@", row.ref, str(row.pk)) if hidden in text] == []


def test_a_revoked_one_says_so_and_not_why(world, course, certification):
    row = certify(world, course)
    with world.scope("acme"):
        revoke_award(row, reason="Answers were shared", actor=world.actor("alice"), at=world.now)
    text = verify(row.code).content.decode()
    assert ("was revoked" in text, "genuine and valid" in text, "Answers were shared" in text) == (True, False, False)


def test_an_expired_one_says_so(world, course, certification, time_machine):
    row = certify(world, course)
    time_machine.move_to("2027-03-18T12:00:00Z")
    assert "has expired" in verify(row.code).content.decode()


@pytest.mark.parametrize(("code", "vendor"), [("", "globex"), ("0000-0000-0000-0000", "acme"), ("x" * 300, "acme")])
def test_other_codes_and_other_vendors_answer_alike(world, course, certification, code, vendor):
    row = certify(world, course)
    answer = verify(code or row.code, vendor)
    assert answer.status_code == 404
    assert "Nina" not in answer.content.decode()


@pytest.mark.parametrize(("typed", "status"), [("{}", 302), (" {} ", 302), ("nonsense", 400)])
def test_the_code_may_be_typed_from_paper(world, course, certification, typed, status):
    row = certify(world, course)
    where = reverse("public:enablement:verify-form", kwargs={"vendor": "acme"})
    assert Client().get(where).status_code == 200
    answer = Client().post(where, {"code": typed.format(row.code.replace("-", "").lower())})
    assert answer.status_code == status
    assert status == 400 or answer.url == reverse(
        "public:enablement:verify", kwargs={"vendor": "acme", "code": row.code}
    )


def test_the_certificate_names_who_what_and_where_to_verify(world, course, certification):
    row = certify(world, course)
    where = reverse("portal:enablement:certificate-file", kwargs={"vendor": "acme", "ref": row.ref})
    answer = world.client("nina").get(where)
    text = text_of(answer.content)
    for expected in ("Nina", "Northwind", "Edge associate", "17 Mar 2027", row.code, "/verify/acme/"):
        assert expected in text
    assert [world.client(person).get(where).status_code for person in ("bob", "xena", "carl")] == [200, 404, 404]


def test_nobody_gets_a_paper_of_what_was_revoked(world, course, certification):
    row = certify(world, course)
    with world.scope("acme"):
        revoke_award(row, reason="Answers were shared", actor=world.actor("alice"), at=world.now)
    client = world.client("nina")
    where = reverse("portal:enablement:certificate-file", kwargs={"vendor": "acme", "ref": row.ref})
    assert client.get(where).status_code == 409
    text = client.get(reverse("portal:enablement:certificates", kwargs={"vendor": "acme"})).content.decode()
    assert ("Answers were shared" in text, where in text) == (True, False)
