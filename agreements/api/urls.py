from agreements.api.views import Acceptances, Agreements, Commitments, OffboardingSteps
from prm.api.resources import routes

app_name = "agreements"
urlpatterns = [*routes(Acceptances), *routes(Agreements), *routes(Commitments), *routes(OffboardingSteps)]
