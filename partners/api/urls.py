from partners.api.views import Contacts, Partners
from prm.api.resources import routes

app_name = "partners"
urlpatterns = [*routes(Partners), *routes(Contacts)]
