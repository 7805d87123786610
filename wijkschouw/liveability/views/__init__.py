"""Scores in the API and on pages: map, table, downloads, buurt, method."""

from wijkschouw.liveability.views import (
    api,
    area_page,
    map_page,
    method_page,
    settings_page,
    table_page,
)
from wijkschouw.liveability.views.base import blueprint

__all__ = [
    "api",
    "area_page",
    "blueprint",
    "map_page",
    "method_page",
    "settings_page",
    "table_page",
]
