"""Every table, imported in one place: what Alembic compares the database with."""

from wijkschouw.accounts import models as accounts
from wijkschouw.areas import models as areas
from wijkschouw.catalogue import models as catalogue
from wijkschouw.db import metadata
from wijkschouw.liveability import models as liveability
from wijkschouw.observations import models as observations
from wijkschouw.perceptions import models as perceptions
from wijkschouw.photos import models as photos
from wijkschouw.privacy import models as privacy
from wijkschouw.reports import models as reports
from wijkschouw.rounds import models as rounds
from wijkschouw.tasks import models as tasks

__all__ = [
    "accounts",
    "areas",
    "catalogue",
    "liveability",
    "metadata",
    "observations",
    "perceptions",
    "photos",
    "privacy",
    "reports",
    "rounds",
    "tasks",
]
