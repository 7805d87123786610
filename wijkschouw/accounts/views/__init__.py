"""Pages and API of accounts: signing in and out, the people of a municipality, teams."""

from wijkschouw.accounts.views import people, sign_in, teams
from wijkschouw.accounts.views.base import blueprint

__all__ = ["blueprint", "people", "sign_in", "teams"]
