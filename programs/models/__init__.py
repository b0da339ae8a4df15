from programs.models.application import Application, CriterionScore
from programs.models.benefit import Entitlement, EntitlementEntry, OwnBenefit
from programs.models.coverage import CoverageTarget
from programs.models.letter import ApplicantLetter, ImpactLetter
from programs.models.onboarding import (
    CommercialEvent,
    HandIn,
    Journey,
    JourneyTemplate,
    OnboardingForm,
    OnboardingStep,
    StepTemplate,
)
from programs.models.partnership import Partnership
from programs.models.product import Product
from programs.models.program import Program, Tier
from programs.models.simulation import Simulation, SimulationLine
from programs.models.tiering import Demotion, TierAssignment, TierPin, TierProposal, TierReview
from programs.models.version import ProgramVersion, TierBenefit, TierRequirement

__all__ = [
    "ApplicantLetter",
    "Application",
    "CommercialEvent",
    "CoverageTarget",
    "CriterionScore",
    "Demotion",
    "Entitlement",
    "EntitlementEntry",
    "HandIn",
    "ImpactLetter",
    "Journey",
    "JourneyTemplate",
    "OnboardingForm",
    "OnboardingStep",
    "OwnBenefit",
    "Partnership",
    "Product",
    "Program",
    "ProgramVersion",
    "Simulation",
    "SimulationLine",
    "StepTemplate",
    "Tier",
    "TierAssignment",
    "TierBenefit",
    "TierPin",
    "TierProposal",
    "TierRequirement",
    "TierReview",
]
