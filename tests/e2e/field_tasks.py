"""Tasks for the tests of the field app."""

from tests.e2e.server import Server
from tests.factories.follow_up import add_observation
from tests.factories.town import Town
from wijkschouw.tasks.models import Task, TaskEvent, TaskObservation


def make_task(server: Server, town: Town) -> Task:
    """A task for the BOA's: something dumped in the first cell."""
    with server.database.open() as session:
        seen = add_observation(session, town, level="D")
        task = Task(
            id=seen.id, municipality=town.municipality, digest="", state="toegewezen",
            team_code="boa", theme=seen.theme, category=seen.category, note="twee matrassen",
            lon=seen.lon, lat=seen.lat, area_code=seen.area_code, wijk_code=seen.wijk_code,
            created_by=town.users["wijkmanager"].id, created_at=seen.received_at,
            updated_at=seen.received_at,
        )  # fmt: skip
        session.add(task)
        session.flush()
        session.add(
            TaskObservation(municipality=town.municipality, task_id=task.id, observation_id=seen.id)
        )
        session.add(
            TaskEvent(
                id=seen.id, municipality=town.municipality, task_id=task.id, digest="", sequence=1,
                kind="toewijzen", state_before="nieuw", state_after="toegewezen", to="boa",
                note="graag voor het weekend", at=seen.received_at, at_raw=seen.received_at,
                received_at=seen.received_at, user_id=town.users["wijkmanager"].id,
            )
        )  # fmt: skip
        session.commit()
        return task
