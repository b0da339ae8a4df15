from programs.models.partnership import Partnership
from programs.models.program import Program, Tier

__all__ = ["Partnership", "Program", "Tier"]
