"""``/tiles``: the base map, from our own address."""

from flask import Blueprint, Response, current_app

from wijkschouw import errors, web
from wijkschouw.tiles.rules import Tile
from wijkschouw.tiles.service import TileSource

blueprint = Blueprint("tiles", __name__)
# A phone keeps what it fetched before a walk; the server's copy is renewed monthly.
KEEP_SECONDS = 7 * 24 * 3600


def source() -> TileSource | None:
    """The configured source, one for this process; None when there is none."""
    url = web.config().tiles_url
    if url is None:
        return None
    if "tiles" not in current_app.extensions:
        current_app.extensions["tiles"] = TileSource(url, web.config().data_dir / "tiles")
    found: TileSource = current_app.extensions["tiles"]
    return found


@blueprint.get("/tiles/bron")
def describe() -> Response:
    """Whether there is a base map, and whom to name beside it."""
    available = web.config().tiles_url is not None
    return web.json_answer(
        {
            "beschikbaar": available,
            "bronvermelding": web.config().tiles_attribution if available else "",
        }
    )


@blueprint.get("/tiles/<int:z>/<int:x>/<int:y>")
def tile(z: int, x: int, y: int) -> Response:
    """One tile of the base map."""
    found = source()
    if found is None:
        raise errors.not_found("Er is geen kaartbron ingesteld.")
    image, kind = found.get(Tile(z, x, y))
    answer = Response(image, mimetype=kind)
    answer.headers["Cache-Control"] = f"private, max-age={KEEP_SECONDS}"
    return answer
