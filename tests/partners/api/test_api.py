from tests.support.api import api

URL = "/api/v1/partners/partners/"


def test_a_partner_is_added_changed_and_suspended(world):
    alice = api(world, "alice")
    made = alice.post(URL, {"name": "Harbor Networks", "country": "US", "domain": "www.harbornetworks.com"})
    assert made.status_code == 201, made.json()
    assert (made.json()["status"], made.json()["domain"]) == ("active", "harbornetworks.com")
    one = f"{URL}{made.json()['ref']}/"
    assert alice.patch(one, {"city": "Boston"}).json()["city"] == "Boston"
    assert alice.post(f"{one}actions/suspend/", {}).status_code == 400
    done = alice.post(f"{one}actions/suspend/", {"reason": "Unpaid invoices"})
    assert (done.json()["status"], done.json()["allowed_actions"]) == ("suspended", ["resume", "end"])
    assert alice.post(f"{one}actions/suspend/", {"reason": "Again"}).status_code == 409


def test_a_known_web_domain_and_a_made_up_country_are_refused(world):
    alice = api(world, "alice")
    alice.post(URL, {"name": "Harbor Networks", "country": "US", "domain": "harbornetworks.com"})
    again = alice.post(URL, {"name": "Harbor Again", "country": "US", "domain": "harbornetworks.com"})
    assert (again.status_code, list(again.json()["fields"])) == (400, ["domain"])
    wrong = alice.post(URL, {"name": "Nowhere", "country": "Utopia"})
    assert (wrong.status_code, list(wrong.json()["fields"])) == (400, ["country"])


def test_a_partner_reads_itself_and_changes_nothing(world):
    nina = api(world, "nina")
    assert [row["ref"] for row in nina.get(URL).json()["results"]] == [world.northwind.ref]
    assert nina.get(f"{URL}{world.contoso.ref}/").status_code == 404
    assert nina.patch(f"{URL}{world.northwind.ref}/", {"name": "Mine"}).status_code == 403
    assert nina.post(f"{URL}{world.northwind.ref}/actions/end/", {"reason": "No"}).status_code == 403
