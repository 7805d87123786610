"""The filters of the office's list of observations, as they stand in the address."""

from datetime import date, datetime, time, timedelta
from typing import Annotated, Any, Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

LOCAL = ZoneInfo("Europe/Amsterdam")


def _none_for_empty(value: Any) -> Any:
    return None if value == "" else value


Text = Annotated[str, Field(max_length=60)]
Code = Annotated[Text | None, BeforeValidator(_none_for_empty)]
Day = Annotated[date | None, BeforeValidator(_none_for_empty)]
Whom = Annotated[UUID | None, BeforeValidator(_none_for_empty)]
YesNo = Annotated[Literal["ja", "nee"] | None, BeforeValidator(_none_for_empty)]
Level = Annotated[Literal["A+", "A", "B", "C", "D"] | None, BeforeValidator(_none_for_empty)]


class ListFilters(BaseModel):
    """``tot`` is the last day that counts. Days are days in the street, not in Greenwich."""

    model_config = ConfigDict(extra="ignore")

    gebied: Code = None
    thema: Code = None
    categorie: Code = None
    niveau: Level = None
    van: Day = None
    tot: Day = None
    inspecteur: Whom = None
    ronde: Whom = None
    foto: YesNo = None
    taak: YesNo = None
    pagina: Annotated[int, Field(ge=1, le=10_000)] = 1

    def since(self) -> datetime | None:
        """The start of the first day."""
        return datetime.combine(self.van, time(), LOCAL) if self.van else None

    def until(self) -> datetime | None:
        """The end of the last day, not part of the period."""
        return datetime.combine(self.tot + timedelta(days=1), time(), LOCAL) if self.tot else None

    def given(self) -> dict[str, str]:
        """What was chosen, for addresses; without the page."""
        values = self.model_dump(mode="json", exclude_none=True, exclude={"pagina"})
        return {name: str(value) for name, value in values.items()}
