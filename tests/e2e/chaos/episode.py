"""Runs one episode against a server, lets the network heal, and judges what is left."""

import contextlib
from dataclasses import dataclass
from random import Random
from typing import Any
from uuid import UUID

from playwright.sync_api import Browser, Error
from sqlmodel import select

from tests.e2e.chaos.phone import Phone
from tests.e2e.chaos.plan import Act, Episode, FaultPlan
from tests.e2e.chaos.proxy import Proxy
from tests.e2e.server import Server, free_port, wait_until
from tests.factories.town import Town
from wijkschouw.observations.models import Observation
from wijkschouw.perceptions.models import Perception
from wijkschouw.photos.models import Photo

DRAIN_SECONDS = 90


@dataclass
class Result:
    """What an episode came to; ``wrong`` is empty when all is well."""

    seed: int
    observations: int
    photos: int
    faults: dict[str, int]
    wrong: list[str]


def run_episode(browser: Browser, server: Server, town: Town, episode: Episode) -> Result:
    """The acts of the episode through a failing network; then peace, and judgement."""
    proxy = Proxy(server.port, free_port())
    proxy.start()
    lon, lat = town.place("BU99990101", 1, 1)
    context = browser.new_context(
        viewport={"width": 390, "height": 844},
        geolocation={"longitude": lon, "latitude": lat, "accuracy": 6},
        permissions=["geolocation"],
        locale="nl-NL",
    )
    try:
        phone = Phone(context, proxy.url, Random(episode.seed * 31 + 7))
        phone.start()
        faults = episode.faults()
        proxy.plan = faults
        _live(server, phone, episode)
        _heal(server, phone, faults)
        stored = phone.read()
        return Result(
            episode.seed,
            observations=sum(1 for row in stored if row["kind"] == "waarneming"),
            photos=sum(1 for row in stored if row["kind"] == "foto"),
            faults={name: n for name, n in proxy.faults.items() if name != "none"},
            wrong=judge(server, proxy, phone, stored),
        )
    finally:
        with contextlib.suppress(Error):  # a browser that is gone closes nothing
            context.close()
        proxy.close()


def _live(server: Server, phone: Phone, episode: Episode) -> None:
    for number, act in enumerate(episode.acts):
        try:
            _act(server, phone, act)
        except (Error, AssertionError) as error:
            screen = phone.page.inner_text("body") if not phone.page.is_closed() else "(closed)"
            raise AssertionError(
                f"act {number} ({act}) of seed {episode.seed}: {error}\nOn the screen:\n{screen}"
            ) from error


def _act(server: Server, phone: Phone, act: Act) -> None:
    if act is Act.KILL_SERVER:
        server.kill()
    elif act is Act.START_SERVER:
        server.start_if_stopped()
    else:
        phone.do(act)


def _heal(server: Server, phone: Phone, faults: FaultPlan) -> None:
    """The network, the server and the session are well again; the app gets time to send."""
    faults.healed = True
    server.start_if_stopped()
    phone.context.set_offline(False)
    phone.page.reload(wait_until="domcontentloaded")
    phone.page.wait_for_selector("#app[data-ready=true]")

    def drained() -> bool:
        waiting = [row for row in phone.read() if row["state"] in ("te-verzenden", "bezig")]
        if waiting:
            phone.send_now()
        return not waiting

    wait_until(drained, DRAIN_SECONDS, lambda: f"still waiting: {_states(phone.read())}")


def _states(rows: list[dict[str, Any]]) -> list[str]:
    return [f"{row['kind']} {row['id']} {row['state']} {row['problem']}" for row in rows]


def judge(server: Server, proxy: Proxy, phone: Phone, stored: list[dict[str, Any]]) -> list[str]:
    """Compare what the screen called saved, what the phone keeps, and what the server has."""
    kept = {kind: {r["id"]: r for r in stored if r["kind"] == kind} for kind in _KINDS}
    wrong = [f"not received: {line}" for line in _states(stored) if " ontvangen " not in line]
    for observation, photos in phone.saved.items():
        if observation not in kept["waarneming"]:
            wrong.append(f"called saved, not in the store: {observation}")
        wrong += [
            f"photo of {observation} lost on the phone" for p in photos if p not in kept["foto"]
        ]
    if len(kept["beleving"]) < phone.felt:
        wrong.append(f"{phone.felt} belevingen called saved, {len(kept['beleving'])} kept")
    return wrong + _judge_server(server, proxy, kept)


_KINDS = ("waarneming", "foto", "beleving")


def _judge_server(
    server: Server, proxy: Proxy, kept: dict[str, dict[str, dict[str, Any]]]
) -> list[str]:
    wrong = []
    with server.database.session(write=False) as session:
        since = {UUID(id_) for id_ in kept["waarneming"]}
        rows = session.exec(select(Observation).where(Observation.device_id.is_not(None))).all()  # type: ignore[union-attr]
        here = {row.id: row for row in rows if row.id in since}
        photos = {row.id: row for row in session.exec(select(Photo)).all()}
        felt = set(session.exec(select(Perception.id)).all())
    for id_, item in kept["waarneming"].items():
        row = here.get(UUID(id_))
        if row is None:
            wrong.append(f"the server never got observation {id_}")
            continue
        sent = item["content"]["properties"]
        if (row.category, row.level) != (sent["categorie"], sent["niveau"]):
            wrong.append(f"observation {id_} arrived as something else")
        if not row.complete:
            wrong.append(f"observation {id_} misses photos")
    for id_, item in kept["foto"].items():
        photo = photos.get(UUID(id_))
        if photo is None or photo.received_at is None:
            wrong.append(f"the server never got photo {id_}")
        elif not photo.sha256 == item["sha256"] == proxy.acknowledged_photos.get(id_):
            wrong.append(f"photo {id_} arrived with other bytes")
    wrong += [f"beleving {id_} never arrived" for id_ in kept["beleving"] if UUID(id_) not in felt]
    return wrong
