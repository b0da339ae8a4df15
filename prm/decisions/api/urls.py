from prm.api.resources import routes
from prm.decisions.api.views import Decisions

app_name = "decisions"
urlpatterns = routes(Decisions)
