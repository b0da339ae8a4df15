from programs.models.application import Application, CriterionScore
from programs.models.onboarding import Journey, JourneyTemplate, OnboardingStep, StepTemplate
from programs.models.partnership import Partnership
from programs.models.product import Product
from programs.models.program import Program, Tier
from programs.models.tiering import TierAssignment, TierProposal, TierReview
from programs.models.version import ProgramVersion, TierBenefit, TierRequirement

__all__ = [
    "Application",
    "CriterionScore",
    "Journey",
    "JourneyTemplate",
    "OnboardingStep",
    "Partnership",
    "Product",
    "Program",
    "ProgramVersion",
    "StepTemplate",
    "Tier",
    "TierAssignment",
    "TierBenefit",
    "TierProposal",
    "TierRequirement",
    "TierReview",
]
