from partners.api.views import Partners
from prm.api.resources import routes

app_name = "partners"
urlpatterns = routes(Partners)
