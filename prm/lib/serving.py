"""What a process that answers requests or works tasks does once, before the first of them."""

import gc

from django.dispatch import Signal

# Sent before the first request or task; a receiver that raises ImproperlyConfigured keeps the process from serving.
about_to_serve = Signal()


def prepare_to_serve() -> None:
    """Called by the web's and the workers' entry. Raises ImproperlyConfigured where a receiver refuses.

    What is loaded by then stays: the collector need not look through some hundred thousand objects again and again, which
    took 40 % of the time in which an import reads names, and processes forked later share them.
    """
    about_to_serve.send(sender=None)
    gc.collect()
    gc.freeze()
