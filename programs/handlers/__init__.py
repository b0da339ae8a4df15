"""Reactions to events of this pillar and of partners/: journeys go on, people are told."""

from programs.handlers import applications, onboarding, terms, tiers

__all__ = ["applications", "onboarding", "terms", "tiers"]
