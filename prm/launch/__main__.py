"""python3 -m prm.launch VERB. Starts on any Python 3.11, makes .venv, and goes on in it."""

import sys

VERBS = {
    "venv": "make .venv from the locks (dev, or `venv base` without test tools) and stop",
    "frontend": "install the front-end packages and build static/dist",
    "demo": "start the demo and keep it running until Ctrl-C",
    "demo-check": "start the demo, sign in as every persona, open the pages, stop",
    "demo-reset": "throw the demo's data away and start anew",
    "test": "set up and run pytest; what follows goes to pytest",
    "db-roles": "print the SQL an administrator runs once on a server of his own",
    "stop": "end a running demo and left-over servers",
}


def main(arguments: list[str]) -> None:
    from prm.launch.console import LaunchError, give_up, say

    verb, *rest = arguments or [""]
    if verb not in VERBS:
        say("usage: python3 -m prm.launch VERB\n" + "\n".join(f"  {name:<11} {text}" for name, text in VERBS.items()))
        raise SystemExit(2)
    try:
        run(verb, rest, arguments)
    except LaunchError as error:
        give_up(str(error))


def run(verb: str, rest: list[str], arguments: list[str]) -> None:
    """Imports come late: most of these modules need .venv, and making it is the first verb's work."""
    if verb == "db-roles":
        from prm.launch.roles import administrator_script

        print(administrator_script(*rest))
        return
    from prm.launch.environment import ensure_environment, enter_environment

    kind = "dev" if verb in {"venv", "test"} else "base"
    ensure_environment(rest[0] if verb == "venv" and rest else kind)
    if verb == "venv":
        return
    enter_environment(arguments)
    if verb == "frontend":
        from prm.launch.frontend import ensure_frontend

        ensure_frontend()
    elif verb == "test":
        from prm.launch.testing import run_tests

        run_tests(rest)
    elif verb == "stop":
        from prm.launch.demo import stop

        stop()
    else:
        run_demo(verb)


def run_demo(verb: str) -> None:
    from prm.launch import demo
    from prm.launch.check import check_demo
    from prm.launch.frontend import ensure_frontend
    from prm.launch.packages import ensure_weasyprint

    ensure_weasyprint()
    ensure_frontend()
    if verb == "demo-check":
        check_demo()
        return
    if verb == "demo-reset":
        demo.reset()
    demo.serve()


main(sys.argv[1:])
