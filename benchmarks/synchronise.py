"""(b) Observations through synchronisaties, in batches of 100."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from uuid import uuid4

from benchmarks.harness import Connection, Installation, Row, installation, measure

OBSERVATIONS = 10_000
BATCH = 100
CLIENTS = 8


def run(kind: str, scale: float) -> Iterator[Row]:
    """One row."""
    batches = max(8, int(OBSERVATIONS * scale) // BATCH)
    with installation(kind) as place:
        check(place)
        result = measure(place.server.port, CLIENTS, (batch(place, n) for n in range(batches)))
        rate = result.rate * BATCH
        figures = f"{rate:7.0f}/s   a batch: p50 {result.percentile(0.5):.0f} ms, "
        figures += f"p95 {result.percentile(0.95):.0f} ms"
        if result.failed:
            figures += f", {result.failed} FAILED"
        yield Row("b  batches of 100", kind, f"{CLIENTS} clients", figures, "≥ 2,000/s")


def batch(place: Installation, number: int) -> list[bytes]:
    """A request with BATCH new observations."""
    contents = [place.observation(number * BATCH + n) for n in range(BATCH)]
    body = {
        "apparaat": str(uuid4()),
        "verzondenOp": datetime.now(UTC).isoformat(),
        "items": [{"soort": "waarneming", "id": c["id"], "inhoud": c} for c in contents],
    }
    return [place.put_json("/api/v1/synchronisaties", body, "POST")]


def check(place: Installation) -> None:
    """A benchmark whose items are refused would be a fast one."""
    status, body = Connection(place.server.port).send(batch(place, 0)[0])
    results = json.loads(body)["resultaten"] if status == 200 else []
    assert len(results) == BATCH, (status, body[:500])
    assert {r["uitkomst"] for r in results} == {"nieuw"}, body[:500]
