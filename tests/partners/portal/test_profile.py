from partners.models import Partner

URL = "/p/acme/partners/profile/"


def test_the_partner_keeps_its_profile(world):
    bob = world.client("bob")
    assert "Still missing" in bob.get(URL).content.decode()
    typed = {"about": "We automate.", "city": "Denver", "phone": "1", "segments": ["energy"], "technical_people": "3"}
    assert bob.post(URL, {**typed, "sales_people": "2", "name": "Hijacked"}).status_code == 302
    with world.scope("acme"):
        row = Partner.objects.get(pk=world.northwind.pk)
        assert (row.name, row.city, row.segments) == ("Northwind", "Denver", ["energy"])
    assert "Complete." in bob.get(URL).content.decode()


def test_a_seller_reads_and_does_not_write(world):
    nina = world.client("nina")
    assert "Your administrator" in nina.get(URL).content.decode()
    assert nina.post(URL, {"about": "x"}).status_code == 403


def test_everyone_sees_the_own_company_only(world):
    with world.scope("acme"):
        Partner.objects.filter(pk=world.northwind.pk).update(about="Secret of Northwind")
    assert "Secret of Northwind" not in world.client("carl").get(URL).content.decode()
    assert world.client("eve").get(URL).status_code == 404
