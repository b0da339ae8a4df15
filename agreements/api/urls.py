from agreements.api.views import Agreements
from prm.api.resources import routes

app_name = "agreements"
urlpatterns = routes(Agreements)
