import json
import logging

import pytest
from django.test import Client

from prm.settings.logging import logging_settings, without_secrets


def test_a_request_is_told_once_with_vendor_member_and_status(world, caplog: pytest.LogCaptureFixture):
    caplog.set_level(logging.INFO, logger="django_structlog")
    assert world.client("sam").get("/w/acme/", follow=True).status_code == 200
    (line, *_rest) = [record.msg for record in caplog.records if record.msg.get("event") == "request_finished"]
    assert line["vendor"] == "acme"
    assert line["audience"] == "vendor"
    assert line["member"] == str(world.sam.pk)
    assert line["request"] == "GET /w/acme/"
    assert "sam@" not in json.dumps(line, default=str)


def test_secrets_and_tokens_in_addresses_stay_out_of_the_log():
    event = {
        "event": "request_finished",
        "request": "GET /invitation/q8mJb0Hn2fWc6yRkLz4TxVpUe1AsD7Go/?next=/w/acme/registrations/REG-7K3QZD/",
        "password": "correct horse",
        "payout_iban": "DE89370400440532013000",
        "HTTP_AUTHORIZATION": "Bearer abc",
        "partner": "Northwind",
    }
    assert without_secrets(None, "info", event) == {
        "event": "request_finished",
        "request": "GET /invitation/[hidden]/?next=/w/acme/registrations/REG-7K3QZD/",
        "password": "[hidden]",
        "payout_iban": "[hidden]",
        "HTTP_AUTHORIZATION": "[hidden]",
        "partner": "Northwind",
    }


def test_lines_of_libraries_are_json_too(capsys: pytest.CaptureFixture[str]):
    settings = logging_settings(as_json=True)
    formatter = settings["formatters"]["line"].copy()
    build = formatter.pop("()")
    record = logging.LogRecord("a.library", logging.WARNING, __file__, 1, "said %s", ("this",), None)
    record.token = "abc"
    line = json.loads(build(**formatter).format(record))
    assert (line["event"], line["level"], line["logger"], line["token"]) == (
        "said this",
        "warning",
        "a.library",
        "[hidden]",
    )


def test_nobody_is_named_before_signing_in(client: Client, db, caplog: pytest.LogCaptureFixture):
    caplog.set_level(logging.INFO, logger="django_structlog")
    client.get("/auth/login/")
    (line,) = [record.msg for record in caplog.records if record.msg.get("event") == "request_finished"]
    assert (line["vendor"], line["member"], line["code"]) == (None, None, 200)
