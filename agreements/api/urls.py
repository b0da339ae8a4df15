from agreements.api.views import Acceptances, Agreements, Clauses, Commitments, OffboardingSteps
from prm.api.resources import routes

app_name = "agreements"
urlpatterns = [
    *routes(Acceptances),
    *routes(Agreements),
    *routes(Clauses),
    *routes(Commitments),
    *routes(OffboardingSteps),
]
