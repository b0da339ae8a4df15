import re

from programs.models import OnboardingStep, Partnership, ProgramVersion, TierRequirement, TierReview
from programs.services.onboarding import reopen_step

BASE = "/p/acme/programs/"


def test_my_program_shows_tier_benefits_and_the_way_up(world):
    page = world.client("nina").get(BASE).content.decode()
    for text in ("Acme Resale", "Member", "Registered-deal discount", "12\xa0%", "Sam"):
        assert text in page, text


def test_levels_above_that_ask_for_nothing_are_named(world):
    for url in (BASE, "/p/acme/today/"):
        page = world.client("nina").get(url).content.decode()
        assert "Next: Silver, Gold. No requirement is set for them." in page, url
        assert "highest level" not in page, url


def test_the_highest_level_is_said_only_at_the_top(world):
    with world.scope("acme"):
        gold = world.programs["acme"].tiers.get(rank=3)
        Partnership.objects.filter(pk=world.partnerships["northwind"].pk).update(tier=gold)
    page = world.client("nina").get(BASE).content.decode()
    assert "Gold, the highest level" in page
    assert "No requirement is set" not in page


def test_levels_whose_requirements_are_met_wait_for_the_review(world):
    ship = world.partnerships["northwind"]
    with world.scope("acme"):
        version, silver = world.programs["acme"].versions.get(), world.programs["acme"].tiers.get(rank=2)
        TierRequirement.objects.create(version=version, tier=silver, metric="won_revenue", threshold=100)
        TierReview.objects.create(
            partner_id=ship.partner_id, partnership=ship, version=version, reviewed_on=world.now.date(),
            figures={"won_revenue": "100"},
        )  # fmt: skip
    page = world.client("nina").get(BASE).content.decode()
    assert "Next: Silver, Gold. The figures meet what they ask for; the next review decides." in page


def test_alternatives_are_shown_as_such(world):
    ship = world.partnerships["northwind"]
    with world.scope("acme"):
        version = world.programs["acme"].versions.get()
        rules = """
            figures: {abroad: {sum: won_revenue, where: {country: [DE]}}, share: {percent: abroad, of: won_revenue}}
            requires:
              2:
                deals_lost: {at_most: 3}
                any: [{won_revenue: 5000}, {won_revenue: 2000, share: 10}]
        """
        ProgramVersion.objects.filter(pk=version.pk).update(rules=rules.replace("2:", '"2":'))
        TierReview.objects.create(
            partner_id=ship.partner_id, partnership=ship, version=version, reviewed_on=world.now.date(),
            figures={"won_revenue": "1000", "share": None, "deals_lost": "1"},
        )  # fmt: skip
    page = " ".join(re.sub("<[^>]+>", " ", world.client("nina").get(BASE).content.decode()).split())
    assert (
        "Deals lost 1, at most 3 One of these Won revenue USD 1,000 / USD 5,000 All of these Won revenue USD 1,000 /"
        " USD 2,000 Share not known / 10 % USD 4,000 more won revenue or USD 1,000 more won revenue and 10 % more share: Silver"
    ) in page


def test_only_the_own_partnership_opens(world):
    carl = world.client("carl")
    foreign = world.partnerships["northwind"].ref
    assert carl.get(BASE, {"in": foreign}).status_code == 404
    assert carl.get(f"{BASE}first-steps/", {"in": foreign}).status_code == 404


def test_first_steps_are_handed_in_and_opened_again(world, journey):
    nina = world.client("nina")
    page = nina.get(f"{BASE}first-steps/").content.decode()
    for text in ("First 90 days", "Kick-off call", "your turn", "Acme does this", "Hand in"):
        assert text in page, text
    with world.scope("acme"):
        call, demo, course = OnboardingStep.objects.order_by("position")
    assert nina.post(f"{BASE}first-steps/{call.ref}/hand-in/", {"note": "Held on Monday"}).status_code == 302
    assert nina.post(f"{BASE}first-steps/{call.ref}/hand-in/").status_code == 409
    assert nina.post(f"{BASE}first-steps/{demo.ref}/hand-in/").status_code == 409
    assert nina.post(f"{BASE}first-steps/{course.ref}/hand-in/").status_code == 409
    assert world.client("carl").post(f"{BASE}first-steps/{call.ref}/hand-in/").status_code == 404
    with world.scope("acme"):
        reopen_step(call, actor=world.actor("sam"), at=world.now, reason="Nobody came")
    assert "Nobody came" in nina.get(f"{BASE}first-steps/").content.decode()


def test_without_a_journey_the_page_says_so(world):
    assert "No onboarding journey" in world.client("carl").get(f"{BASE}first-steps/").content.decode()


def test_home_names_the_next_step_and_the_next_tier(world, journey):
    page = world.client("nina").get("/p/acme/today/").content.decode()
    assert "Kick-off call" in page
    assert "Member" in page
