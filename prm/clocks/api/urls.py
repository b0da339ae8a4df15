from prm.api.resources import routes
from prm.clocks.api.views import Clocks

app_name = "clocks"
urlpatterns = routes(Clocks)
