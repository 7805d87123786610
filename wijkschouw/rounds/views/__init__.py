"""Rounds, cells and plans: the API and the pages."""

from wijkschouw.rounds.views import api, pages
from wijkschouw.rounds.views.base import blueprint

__all__ = ["api", "blueprint", "pages"]
