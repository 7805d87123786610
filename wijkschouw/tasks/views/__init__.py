"""API and pages of tasks."""

from wijkschouw.tasks.views import api, grouping_pages, pages
from wijkschouw.tasks.views.base import blueprint

__all__ = ["api", "blueprint", "grouping_pages", "pages"]
