from enablement.api.views import Awards, Courses, Enrolments
from prm.api.resources import routes

app_name = "enablement"
urlpatterns = [*routes(Courses), *routes(Enrolments), *routes(Awards)]
