from deals.api.views import Accounts, Opportunities, Referrals, Registrations
from prm.api.resources import routes

app_name = "deals"
urlpatterns = [*routes(Registrations), *routes(Opportunities), *routes(Referrals), *routes(Accounts)]
