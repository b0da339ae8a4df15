from partners.api.views import Contacts, Partners, Prospects, Screenings
from prm.api.resources import routes

app_name = "partners"
urlpatterns = [*routes(Partners), *routes(Contacts), *routes(Prospects), *routes(Screenings)]
