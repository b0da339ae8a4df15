"""`make test`: what the tests need of this machine, then pytest. The tests start their own PostgreSQL."""

import os

from prm.launch.console import say
from prm.launch.frontend import ensure_frontend
from prm.launch.packages import ensure_browser, ensure_compose, ensure_weasyprint
from prm.launch.paths import ROOT, VENV


def run_tests(arguments: list[str]) -> None:
    """Goes over into pytest, so that its closing line and its exit status are ours."""
    ensure_weasyprint()
    browser = ensure_browser()
    ensure_compose()
    ensure_frontend()
    os.environ["PRM_CHROMIUM"] = browser or ""
    say("")
    os.chdir(ROOT)
    pytest = str(VENV / "bin" / "pytest")
    os.execv(pytest, [pytest, *arguments])
