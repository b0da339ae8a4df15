"""A port that is free, the wanted one where possible."""

import socket

TRIES = 50


def free_port(wanted: int) -> int:
    """The wanted port or the next one above it that nobody listens on."""
    for port in range(wanted, wanted + TRIES):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise OSError(f"No free port between {wanted} and {wanted + TRIES - 1}.")
