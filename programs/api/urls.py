from prm.api.resources import routes
from programs.api.views import (
    Applications,
    CoverageTargets,
    Entitlements,
    Journeys,
    OnboardingSteps,
    Partnerships,
    Programs,
)

app_name = "programs"
urlpatterns = [
    *routes(Programs),
    *routes(Applications),
    *routes(Partnerships),
    *routes(Journeys),
    *routes(OnboardingSteps),
    *routes(Entitlements),
    *routes(CoverageTargets),
]
