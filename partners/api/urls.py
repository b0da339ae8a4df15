from partners.api.views import Contacts, Handovers, Locations, Merges, Partners, Prospects, Screenings, Tags
from prm.api.resources import routes

app_name = "partners"
urlpatterns = [
    *routes(Partners),
    *routes(Contacts),
    *routes(Locations),
    *routes(Merges),
    *routes(Handovers),
    *routes(Tags),
    *routes(Prospects),
    *routes(Screenings),
]
