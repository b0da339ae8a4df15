"""One line an event, with request, vendor and member on it. JSON where a machine reads it, text where a person does."""

import re
from collections.abc import MutableMapping
from typing import Any

import structlog

# A word of this length in an address is a token; refs and slugs are shorter.
TOKEN = re.compile(r"[A-Za-z0-9_\-.:]{30,}")
SECRET_NAMES = re.compile(r"pass(word|phrase)|secret|token|authorization|cookie|api_?key|iban|session", re.IGNORECASE)
HIDDEN = "[hidden]"


def without_secrets(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Hides values whose name says secret, and tokens in the address of a request."""
    for name, value in event.items():
        if SECRET_NAMES.search(name):
            event[name] = HIDDEN
        elif name == "request":
            event[name] = TOKEN.sub(HIDDEN, str(value))
    return event


PROCESSORS: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.stdlib.ExtraAdder(),
    without_secrets,
]


def logging_settings(*, as_json: bool, level: str = "INFO") -> dict[str, Any]:
    """Django's LOGGING: everything to standard output, ours and the libraries' in the same form."""
    structlog.configure(
        processors=[
            *PROCESSORS[:4],
            structlog.stdlib.PositionalArgumentsFormatter(),
            structlog.processors.StackInfoRenderer(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    renderer: Any = structlog.processors.JSONRenderer() if as_json else structlog.dev.ConsoleRenderer(colors=False)
    last: list[Any] = [structlog.stdlib.ProcessorFormatter.remove_processors_meta]
    last += [structlog.processors.format_exc_info, renderer] if as_json else [renderer]
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": PROCESSORS,
                "processors": [without_secrets, *last],
            }
        },
        "handlers": {"out": {"class": "logging.StreamHandler", "stream": "ext://sys.stdout", "formatter": "line"}},
        "root": {"handlers": ["out"], "level": level},
        # Told with the request by our own line.
        "loggers": {
            **{name: {"level": "ERROR"} for name in ("django.request", "django.server")},
            **{name: {"level": "WARNING"} for name in ("weasyprint", "fontTools", "pyhanko", "pyhanko_certvalidator")},
        },
    }
