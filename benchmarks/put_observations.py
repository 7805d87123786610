"""(a) One observation per PUT."""

from collections.abc import Iterator

from benchmarks.harness import Installation, Row, installation, measure

OPERATIONS = 3000
CLIENTS = (4, 16)


def run(kind: str, scale: float) -> Iterator[Row]:
    """One row per number of clients."""
    count = max(40, int(OPERATIONS * scale))
    with installation(kind) as place:
        measure(place.server.port, 4, operations(place, 40))  # warm
        for clients in CLIENTS:
            result = measure(place.server.port, clients, operations(place, count))
            yield Row("a  PUT", kind, f"{clients} clients", str(result), "≥ 300/s")


def operations(place: Installation, count: int) -> Iterator[list[bytes]]:
    """So many observations, each a request."""
    for number in range(count):
        content = place.observation(number)
        yield [place.put_json(f"/api/v1/waarnemingen/{content['id']}", content)]
