"""Pages of observations at the office."""

from wijkschouw.office.views import pages, redact
from wijkschouw.office.views.base import blueprint

__all__ = ["blueprint", "pages", "redact"]
