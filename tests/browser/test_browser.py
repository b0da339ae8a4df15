def test_a_signed_in_client_is_signed_in_in_the_browser(screen, world):
    view = screen(world.client("alice"))
    view.open("/auth/login/")
    assert not view.page.url.endswith("/auth/login/")


def test_axe_sees_faults(screen):
    view = screen()
    view.page.set_content("<html><body><img src='data:,'><input></body></html>")
    assert {line.split(" ")[0] for line in view.axe()} >= {"image-alt", "label", "html-has-lang"}
