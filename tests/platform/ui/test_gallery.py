import re

import pytest

pytestmark = pytest.mark.django_db
SHELLS = ["/ui/gallery/", "/ui/gallery/portal/", "/ui/gallery/public/"]


@pytest.mark.parametrize("path", SHELLS)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_gallery_draws_every_component_in_every_shell(client, path, theme):
    client.cookies["theme"] = theme
    answer = client.get(path)
    assert answer.status_code == 200
    html = answer.content.decode()
    assert f'data-bs-theme="{theme}"' in html
    drawn = re.findall(r'class="(?:card )?(ui-[a-z]+)', html)
    expected = {"ui-kpis", "ui-stages", "ui-clock", "ui-pill", "ui-decision", "ui-timeline", "ui-empty", "ui-notice"}
    assert expected - set(drawn) == set()


@pytest.mark.parametrize("path", SHELLS)
def test_no_page_holds_an_inline_style_or_script(client, path):
    html = client.get(path).content.decode()
    assert len(html) > 20_000
    assert re.findall(r"<[^>]+\sstyle=", html) == []
    assert re.findall(r"<style|\son[a-z]+=|javascript:", html) == []
    assert [tag for tag in re.findall(r"<script[^>]*>", html) if " src=" not in tag] == []


def test_an_unknown_shell_is_not_found(client):
    assert client.get("/ui/gallery/nowhere/").status_code == 404
