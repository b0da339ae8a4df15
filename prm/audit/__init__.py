"""Append-only record of who did what. Write through `audit.services.record`, read through `audit.queries`."""
