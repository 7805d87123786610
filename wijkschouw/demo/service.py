"""Filling an installation with a sample town, by the ways that real data takes.

Everything has an id that follows from what it is, and each of the two parts (the town with its
people, the season that they recorded) is one transaction: loading again changes nothing, and a load
that was cut off is made good by the next.
"""

import hashlib
import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol, TypeVar
from uuid import NAMESPACE_URL, UUID, uuid5

from sqlmodel import Session

from config import Config
from wijkschouw import errors
from wijkschouw.accounts import service as accounts
from wijkschouw.accounts.models import User
from wijkschouw.accounts.rules import DEMO_DOMAIN
from wijkschouw.areas import service as areas
from wijkschouw.areas import sources
from wijkschouw.areas.rules import ReadAreas
from wijkschouw.catalogue import service as catalogue
from wijkschouw.catalogue.rules import Catalogue
from wijkschouw.db import Database, utc_now
from wijkschouw.demo import followup, pictures, town, walks, words
from wijkschouw.demo.truth import Truth
from wijkschouw.errors import Problem
from wijkschouw.intake import batch
from wijkschouw.intake import service as intake
from wijkschouw.liveability import service as liveability
from wijkschouw.observations.rules import Delivery, Outcome
from wijkschouw.photos import deriving
from wijkschouw.photos.rules import MAX_BYTES
from wijkschouw.photos.store import FileStore
from wijkschouw.rounds import service as rounds
from wijkschouw.rounds.schemas import PlanIn
from wijkschouw.tasks import service as tasks
from wijkschouw.tasks import steps
from wijkschouw.tasks.schemas import TaskIn

PASSWORD = "voorbeeldstad-demo"  # noqa: S105 - known on purpose; a production start refuses it
DEVICE = "voorbeeld"
MAX_PICTURES = 40
T = TypeVar("T")
Item = dict[str, Any]


class Tracker(Protocol):
    """Passes items on and shows how far it is; console.progress is one."""

    def __call__(self, items: Iterable[T], label: str, /) -> Iterable[T]: ...


@dataclass(frozen=True)
class Loaded:
    """What there is now; `new` is False when all of it was there already."""

    municipality: str
    new: bool
    rounds: int = 0
    observations: int = 0
    tasks: int = 0
    pictures: int = 0


def load(
    database: Database,
    config: Config,
    municipality: str,
    track: Tracker,
    at_most: int = walks.MAX_ROUNDS,
) -> Loaded:
    """Load areas, catalogue, people and a season of about `at_most` rounds.

    Raises AreasError when PDOK cannot be read, and what load_people raises.
    """
    load_areas(database, config, municipality)
    with database.session() as session:
        load_catalogue(session, municipality)
        people = load_people(session, municipality)
    with database.session(write=False) as session:
        if rounds.list_rounds(session, people["wijkmanager"], limit=1):
            return Loaded(municipality, new=False)
    loaded = _Season(database, config, people, utc_now()).load(track, at_most)
    deriving.work(database, config)
    liveability.refresh_pending(database)
    return loaded


# --- the town and its people ---------------------------------------------------------------------


def load_areas(database: Database, config: Config, municipality: str) -> None:
    """The areas, unless there are some: made up for Voorbeeldstad, else from PDOK."""
    with database.session(write=False) as session:
        if areas.list_areas(session, municipality):
            return
    if municipality == town.CODE:
        read, year = ReadAreas(rows=town.make_town()), town.YEAR
    else:
        read, year = sources.read_pdok(config.pdok_url, None, municipality)
    with database.session() as session:
        areas.import_areas(session, read, year)


def load_catalogue(session: Session, municipality: str) -> None:
    """The shipped catalogue and the teams that it names, unless there is one."""
    try:
        catalogue.current(session, municipality)
    except Problem:
        catalogue.load_shipped(session, municipality)
    present = {team.code for team in accounts.list_teams(session, municipality)}
    for team in catalogue.current(session, municipality).teams:
        if team.code not in present:
            accounts.save_team(session, municipality, team.code, team.name.nl, None)


def load_people(session: Session, municipality: str) -> dict[str, User]:
    """One person per role with the known password, and colleagues without a usable one; by role or
    address. Raises Problem (conflict) when they are another municipality's."""
    people = {}
    for role, name in words.PEOPLE.items():
        own_teams = ["boa"] if role == "boa" else []
        people[role] = _person(session, municipality, role, name, [role], own_teams, PASSWORD)
    for address, name, roles, teams in words.COLLEAGUES:
        people[address] = _person(session, municipality, address, name, roles, teams, None)
    return people


def _person(
    session: Session,
    municipality: str,
    address: str,
    name: str,
    roles: Sequence[str],
    teams: Sequence[str],
    password: str | None,
) -> User:
    email = f"{address}@{DEMO_DOMAIN}"
    try:
        user = accounts.find_user_by_email(session, email)
    except Problem:
        user, _ = accounts.create_user(
            session,
            email=email,
            name=name,
            roles=roles,
            municipality=municipality,
            may_see_sensitive="wijkmanager" in roles,
            password=password,
        )
        accounts.set_teams(session, user, teams)
    if user.municipality != municipality:
        raise errors.conflict(f"{email} belongs to {user.municipality}; use another database")
    return user


# --- the season ----------------------------------------------------------------------------------


class _Season:
    """Half a year of work, stored as if it had come in day by day."""

    def __init__(
        self, database: Database, config: Config, people: dict[str, User], now: datetime
    ) -> None:
        self.database = database
        self.store = FileStore.from_setting(config.photo_store)
        self.people = people
        self.now = now
        self.municipality = people["wijkmanager"].municipality
        self.inspectors = [user for user in people.values() if "inspecteur" in user.roles]
        self.drawn: dict[UUID, tuple[User, bytes]] = {}

    def load(self, track: Tracker, at_most: int) -> Loaded:
        """All of it in one transaction."""
        with self.database.session() as session:
            known = catalogue.current(session, self.municipality)
            season = list(self._season(session, known, at_most))
            seen = [i for walk in season for i in walk.items if i["soort"] == "waarneming"]
            self._take_pictures(season, known, track)
            for walk in track(season, "rounds"):
                self._receive(session, walk)
            for photo_id in track(list(self.drawn), "pictures"):
                self._receive_picture(session, photo_id)
            stories = followup.stories(seen, known, self.now)
            for story in track(stories, "tasks"):
                self._follow_up(session, story)
            self._plan(session)
        return Loaded(
            self.municipality, True, len(season), len(seen), len(stories), len(self.drawn)
        )

    def _season(self, session: Session, known: Catalogue, at_most: int) -> Iterable[walks.Walk]:
        dry = [b for b in areas.list_areas(session, self.municipality) if not b.water]
        grounds = [
            walks.Ground(b.code, tuple(areas.cells_of(session, self.municipality, b.code)))
            for b in dry
        ]
        truth = Truth({buurt.code: buurt.wijk_code for buurt in dry})
        return walks.season(
            self.municipality,
            grounds,
            truth,
            self.now,
            len(self.inspectors),
            known.version,
            at_most,
        )

    # --- coming in ---

    def _receive(self, session: Session, walk: walks.Walk) -> None:
        """A round with its findings, sent a few minutes after it ended."""
        sent = min(self.now, walk.ended_at + timedelta(minutes=5))
        user = self.inspectors[walk.inspector]
        delivery = Delivery(self.municipality, user.id, sent, device_id=DEVICE)
        for verdict in batch.Receiver(session, user, delivery).receive(walk.items):
            if verdict.outcome is not Outcome.NEW:
                raise verdict.problem or errors.conflict(f"the sample: {verdict.outcome}")

    def _take_pictures(
        self, season: Sequence[walks.Walk], known: Catalogue, track: Tracker
    ) -> None:
        """Announce a drawing in the latest observations that deserve one."""
        wanted = [
            (walk, item)
            for walk in reversed(season)
            for item in walk.items
            if item["soort"] == "waarneming" and followup.worth_a_picture(item, known, self.now)
        ]
        for walk, item in track(wanted[:MAX_PICTURES], "drawings"):
            properties = item["inhoud"]["properties"]
            drawing = pictures.draw(properties["categorie"], item["id"])
            properties["fotos"] = [self._announce(self.inspectors[walk.inspector], item, drawing)]

    def _announce(self, user: User, item: Item, drawing: bytes) -> Item:
        photo_id = uuid5(NAMESPACE_URL, f"{item['id']}/foto")
        self.drawn[photo_id] = (user, drawing)
        return {
            "id": str(photo_id),
            "sha256": hashlib.sha256(drawing).hexdigest(),
            "omvang": len(drawing),
            "mediatype": "image/jpeg",
        }

    def _receive_picture(self, session: Session, photo_id: UUID) -> None:
        user, drawing = self.drawn[photo_id]
        same: Callable[[], Session] = lambda: session  # noqa: E731 - one transaction for all
        with self.store.receive(io.BytesIO(drawing), MAX_BYTES) as incoming:
            intake.receive_photo(session.connection(), same, self.store, user, photo_id, incoming)

    # --- following up ---

    def _follow_up(self, session: Session, story: followup.Story) -> None:
        wanted = TaskIn(waarnemingen=[story.observation], team=story.team)
        tasks.make(session, self.people[followup.MANAGER], story.id, wanted, story.made_at)
        for step in story.steps:
            self._take_step(session, story, step)

    def _take_step(self, session: Session, story: followup.Story, step: followup.Step) -> None:
        user, content, photo = self.people[step.by], step.content, None
        if step.pictured:
            photo = self._announce(user, {"id": step.id}, pictures.draw_tidy(str(step.id)))
            content = {**content, "fotos": [photo]}
        outcome, told = steps.receive_event(
            session, user, story.id, step.id, content, now=step.at + timedelta(minutes=1)
        )
        if isinstance(told, Problem):
            raise told
        if photo is not None and outcome == steps.NEW:
            self._receive_picture(session, UUID(photo["id"]))

    def _plan(self, session: Session) -> None:
        """Rounds that wait for somebody: today by day, tomorrow after dark, one for anybody."""
        largest = sorted(
            areas.list_areas(session, self.municipality), key=lambda b: b.inhabitants or 0
        )
        today = self.now.date()
        wishes = (
            (largest[-1], "dagronde", "middag", 0, self.people["inspecteur"].id),
            (largest[-2], "avondronde", "avond", 1, self.people["inspecteur"].id),
            (largest[-3], "dagronde", "ochtend", 3, None),
        )
        for buurt, template, part, ahead, inspector in wishes[: len(largest)]:
            wanted = PlanIn(
                area=buurt.code,
                template=template,
                day_part=part,
                planned_on=today + timedelta(days=ahead),
                inspector_id=inspector,
            )
            rounds.plan_round(session, self.people[followup.MANAGER], wanted)
