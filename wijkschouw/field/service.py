"""What makes the field app installable."""

from collections.abc import Callable
from typing import Any

BLUE = "#0b3d63"
START = "/veld"


def describe_app(asset: Callable[[str], str], municipality: str | None) -> dict[str, Any]:
    """The web app manifest (W3C), with icons at the addresses that ``asset`` gives."""
    return {
        "id": START,
        "name": f"wijkschouw {municipality}" if municipality else "wijkschouw",
        "short_name": "wijkschouw",
        "description": "Schouwen in de wijk, ook zonder netwerk",
        "lang": "nl",
        "dir": "ltr",
        "start_url": START,
        "scope": "/",
        "display": "standalone",
        "orientation": "portrait",
        "background_color": "#ffffff",
        "theme_color": BLUE,
        "categories": ["government", "utilities"],
        "icons": [
            _icon(asset("icon-192.png"), "192x192", "any"),
            _icon(asset("icon-512.png"), "512x512", "any"),
            _icon(asset("icon-maskable-512.png"), "512x512", "maskable"),
        ],
    }


def _icon(address: str, sizes: str, purpose: str) -> dict[str, str]:
    return {"src": address, "sizes": sizes, "type": "image/png", "purpose": purpose}
