"""Reading areas from tables, with columns named in the ways of Statistics Netherlands."""

from collections.abc import Iterable, Mapping
from typing import Any

from shapely.geometry.base import BaseGeometry

from wijkschouw.areas.rules import (
    AreaRow,
    AreasError,
    Level,
    OutlineError,
    ReadAreas,
    Remark,
    level_of,
    merged,
    plain_wijk_name,
    usable_geometry,
    wijk_of_code,
)

# The finest code comes first: a buurt's row also names its wijk.
CODE = ("buurtcode", "bu_code", "code", "statcode", "wijkcode", "wk_code")
NAMES = {
    Level.BUURT: ("buurtnaam", "bu_naam", "name", "naam", "statnaam"),
    Level.WIJK: ("wijknaam", "wk_naam", "name", "naam", "statnaam"),
}
WIJK_CODE = ("wijkcode", "wk_code")
WIJK_NAME = ("wijknaam", "wk_naam")
MUNICIPALITY_CODE = ("gemeentecode", "gm_code")
MUNICIPALITY_NAME = ("gemeentenaam", "gm_naam")
WATER = ("water", "h2o")
INHABITANTS = ("aantal_inwoners", "aant_inw", "a_inw", "inwoners")

Record = tuple[Mapping[str, Any], BaseGeometry | None]


def has_codes(columns: Iterable[str]) -> bool:
    """Whether a table with these columns can hold wijken or buurten."""
    return bool({column.lower() for column in columns} & set(CODE))


def read_records(
    records: Iterable[Record], crs: str, level: Level | None, municipality: str | None
) -> ReadAreas:
    """The areas in a table, of one level and municipality when those are given.

    `crs` is that of the geometries, in x, y order. Raises AreasError for rows without a code, or
    with codes that contradict each other.
    """
    areas = ReadAreas()
    for number, (columns, geometry) in enumerate(records, start=1):
        fields = {name.lower(): value for name, value in columns.items()}
        code, found = _code_of(fields, number)
        if level not in (None, found) or municipality not in (None, f"GM{code[2:6]}"):
            continue
        _read_one(areas, fields, code, found, geometry, crs)
    areas.rows = merged(areas.rows)
    return areas


def _read_one(
    areas: ReadAreas,
    fields: Mapping[str, Any],
    code: str,
    level: Level,
    geometry: BaseGeometry | None,
    crs: str,
) -> None:
    name = _text(fields, NAMES[level]) or (code if level is Level.BUURT else plain_wijk_name(code))
    try:
        outline, repaired = usable_geometry(geometry, crs)
    except OutlineError as why:
        areas.refused.append(Remark(code, name, str(why)))
        return
    if repaired:
        areas.repaired.append(Remark(code, name))
    areas.rows.append(
        AreaRow(
            level=level,
            code=code,
            name=name,
            wijk_code=_wijk_code(fields, code),
            geometry=outline,
            inhabitants=_count(fields, INHABITANTS),
            water=_text(fields, WATER).upper() in ("JA", "TRUE", "1"),
            wijk_name=_text(fields, WIJK_NAME),
            municipality_name=_text(fields, MUNICIPALITY_NAME),
        )
    )


def _code_of(fields: Mapping[str, Any], number: int) -> tuple[str, Level]:
    found = [text for key in CODE if (text := _text(fields, (key,)))]
    code = next((text for text in found if level_of(text)), None)
    if code is None:
        says = f"the code {found[0]!r}" if found else "no code"
        raise AreasError(
            f"row {number} has {says}; needed is a code like BU02430101 or WK024301 in a column "
            f"{', '.join(CODE)} (its columns are {', '.join(sorted(fields)) or 'none'})"
        )
    given = _text(fields, MUNICIPALITY_CODE)
    if given and given != f"GM{code[2:6]}":
        raise AreasError(f"row {number} says that {code} lies in {given}, its code says not")
    level = level_of(code)
    assert level is not None  # noqa: S101 - tells mypy what the line above chose
    return code, level


def _wijk_code(fields: Mapping[str, Any], code: str) -> str:
    """The wijk that the row names; derived from the code when it names none of its municipality."""
    given = _text(fields, WIJK_CODE)
    fits = level_of(given) is Level.WIJK and given[2:6] == code[2:6]
    return given if fits and level_of(code) is Level.BUURT else wijk_of_code(code)


def _value(fields: Mapping[str, Any], names: Iterable[str]) -> Any:
    return next((fields[name] for name in names if fields.get(name) is not None), None)


def _text(fields: Mapping[str, Any], names: Iterable[str]) -> str:
    value = _value(fields, names)
    return "" if value is None else str(value).strip()


def _count(fields: Mapping[str, Any], names: Iterable[str]) -> int | None:
    value = _value(fields, names)
    try:
        number = float(value)
    except (TypeError, ValueError):
        return None
    # -99990 and below mean "unknown" or "secret"; NaN is in no range, so it is missing too.
    return round(number) if 0 <= number < 10**9 else None
