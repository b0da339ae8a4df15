from agreements.api.views import Agreements, Commitments
from prm.api.resources import routes

app_name = "agreements"
urlpatterns = [*routes(Agreements), *routes(Commitments)]
