from programs.models import TierRequirement


def post(world, name, **data):
    return world.client(name).post("/w/acme/packs/types/switch/", data)


def test_the_page_shows_the_matrix_and_what_does_not_fit(world):
    with world.scope("acme"):
        version = world.programs["acme"].versions.get()
        tier = world.programs["acme"].tiers.get(rank=2)
        TierRequirement.objects.create(version=version, tier=tier, metric="certified_integrations", threshold=1)
    page = world.client("petra").get("/w/acme/packs/types/").content.decode()
    assert "Acme Resale v1" in page
    assert "so they cannot reach “certified_integrations”" in page


def test_a_module_is_switched_from_the_page(world):
    answer = post(world, "petra", type="resale", module="referrals", is_on="1")
    assert (answer.status_code, answer["Location"]) == (302, "/w/acme/packs/types/")
    assert "In use" in world.client("petra").get("/w/acme/packs/types/").content.decode()


def test_bad_input_and_missing_rights_are_answered(world):
    assert post(world, "petra", type="resale", module="tiers").status_code == 400
    assert post(world, "sam", type="resale", module="referrals", is_on="1").status_code == 403
    assert world.client("sam").get("/w/acme/packs/types/").status_code == 403
    assert world.client("eve").get("/w/acme/packs/types/").status_code == 404


def test_settings_lead_here_whoever_may_choose(world):
    link = 'href="/w/acme/packs/types/"'
    assert link in world.client("petra").get("/w/acme/accounts/settings/").content.decode()
    assert link not in world.client("vera").get("/w/acme/accounts/settings/").content.decode()
