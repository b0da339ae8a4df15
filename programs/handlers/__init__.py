"""Reactions to events of this pillar and of partners/: journeys go on, people are told."""

from programs.handlers import applications, benefits, onboarding, terms, tiers

__all__ = ["applications", "benefits", "onboarding", "terms", "tiers"]
