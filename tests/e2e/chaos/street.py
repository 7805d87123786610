"""What the episodes of one browser share: a phone with the app installed, and a failing network.

A phone is not bought anew every day: the app stays installed, what it keeps is wiped, so that each
episode stands by itself and can be repeated by its seed.
"""

import contextlib
from collections.abc import Iterator
from random import Random

from playwright.sync_api import Browser, BrowserContext, Error
from sqlmodel import Session, select

from tests.e2e.chaos.phone import Phone
from tests.e2e.chaos.plan import Episode
from tests.e2e.chaos.proxy import Proxy
from tests.e2e.field_app import forget_records
from tests.e2e.field_tasks import make_task
from tests.e2e.server import Server, free_port
from tests.factories.town import Town, add_user
from wijkschouw.accounts.models import TeamMember, User
from wijkschouw.db import utc_now

NAME = "straat"


class Street:
    """``begin`` gives the phone as it is at the start of an episode."""

    def __init__(self, server: Server, town: Town, context: BrowserContext, proxy: Proxy) -> None:
        self.server = server
        self.town = town
        self.context = context
        self.proxy = proxy

    def begin(self, episode: Episode) -> Phone:
        """Signed in, one task, nothing recorded here or at the office; then the network fails."""
        self.proxy.forget()
        self.server.start_if_stopped()  # an episode that went wrong may have left it dead
        self.context.set_offline(False)
        self._wipe()
        forget_records(self.server)
        self.context.clock.set_system_time(utc_now())  # it was put forward in the last episode
        with self.server.database.open() as session:
            ensure_person(session, self.town)
        task = make_task(self.server, self.town)
        phone = Phone(
            self.context, self.proxy.url, Random(episode.seed * 31 + 7), task=str(task.id)
        )
        phone.start(NAME)
        self.proxy.plan = episode.faults()
        return phone

    def _wipe(self) -> None:
        """The store, the session and all pages; the app itself and its cache stay."""
        last = self.context.new_page()
        for page in self.context.pages:
            if page is not last:
                page.close()
        self.context.new_cdp_session(last).send(
            "Storage.clearDataForOrigin",
            {"origin": self.proxy.url, "storageTypes": "cookies,indexeddb,local_storage"},
        )
        last.close()


@contextlib.contextmanager
def street(browser: Browser, server: Server, town: Town) -> Iterator[Street]:
    """Ends with its browser context, however that came to its end."""
    proxy = Proxy(server.port, free_port())
    proxy.start()
    lon, lat = town.place("BU99990101", 1, 1)
    context = browser.new_context(
        viewport={"width": 390, "height": 844},
        geolocation={"longitude": lon, "latitude": lat, "accuracy": 6},
        permissions=["geolocation"],
        locale="nl-NL",
    )
    context.clock.install()
    try:
        yield Street(server, town, context, proxy)
    finally:
        with contextlib.suppress(Error):  # a browser that is gone closes nothing
            context.close()
        proxy.close()


def ensure_person(session: Session, town: Town) -> None:
    """Somebody who walks rounds and is in the BOA's team too."""
    email = f"{NAME}@voorbeeldstad.example"
    if session.exec(select(User.id).where(User.email == email)).first():
        return
    user = add_user(session, NAME, ["inspecteur", "boa"])
    session.add(TeamMember(municipality=town.municipality, team_code="boa", user_id=user.id))
    session.commit()
