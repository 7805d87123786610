"""Whatever is sent, the answer is a verdict and never a crash."""

import copy
from uuid import uuid4

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories import capture

NASTY = st.sampled_from(
    [
        "", "x" * 3000, "\u0000", "\ud800", "'; DROP TABLE observations; --", "<script>", "NaN",
        "2026-13-45T99:99:99Z", "0000-01-01T00:00:00Z", "9999-12-31T23:59:59-23:59", -1, 0, 1e308,
        -1e308, 2**63, 2**31, 10**400, 5e-324, True, None, [], {}, [[]], {"$ne": 1}, "A+", "gps",
        "0198c2f0-0000-7000-8000-000000000001",
    ]
)  # fmt: skip
JSON = st.recursive(
    NASTY | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=8,
)
THOROUGH = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


def paths(value, start=()):
    """Every place in a document."""
    yield start
    if isinstance(value, dict | list):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from paths(inner, (*start, key))


def put_at(document, path, value):
    changed = copy.deepcopy(document)
    if not path:
        return value
    target = changed
    for key in path[:-1]:
        target = target[key]
    target[path[-1]] = value
    return changed


def documents(town):
    return {
        "waarnemingen": capture.observation(town, fotos=[capture.announced(b"x")]),
        "rondes": capture.round_of(town, gecontroleerdeCellen=[town.cell("BU99990101")]),
        "belevingen": capture.perception(town),
    }


def test_a_document_with_anything_anywhere_gets_a_verdict(signed_in, town):
    client, whole = signed_in("inspecteur"), documents(town)
    places = [(kind, path) for kind, content in whole.items() for path in paths(content)]

    @THOROUGH
    @given(st.sampled_from(places), JSON)
    def check(place, value):
        kind, path = place
        answer = client.put(f"/api/v1/{kind}/{uuid4()}", json=put_at(whole[kind], path, value))
        assert answer.status_code in (201, 400, 409), (answer.text, path, value)
        if answer.status_code != 201:
            assert answer.mimetype == "application/problem+json"

    check()


def test_a_batch_with_anything_anywhere_gets_a_verdict_per_item(signed_in, town):
    client, whole = signed_in("inspecteur"), documents(town)
    kinds = {"waarnemingen": "waarneming", "rondes": "ronde", "belevingen": "beleving"}
    items = [
        {"soort": kinds[kind], "id": str(uuid4()), "inhoud": {**content, "id": None}}
        for kind, content in whole.items()
    ]
    items.append({"soort": "gebeurtenis", "id": str(uuid4()), "inhoud": {"taakId": str(uuid4())}})
    places = list(paths(items))[1:]

    @THOROUGH
    @given(st.lists(st.tuples(st.sampled_from(places), JSON), max_size=3))
    def check(changes):
        sent = items
        for path, value in sorted(changes, key=lambda change: -len(change[0])):
            sent = put_at(sent, path, value)
        envelope = {"apparaat": "a", "verzondenOp": capture.recently(0), "items": sent}
        answer = client.post("/api/v1/synchronisaties", json=envelope)
        assert answer.status_code == 200, (answer.text, changes)
        results = answer.json["resultaten"]
        assert len(results) == len(sent)
        outcomes = {"nieuw", "bekend", "conflict", "geweigerd"}
        assert {result["uitkomst"] for result in results} <= outcomes
        crashed = [r for r in results if r.get("probleem", {}).get("status") == 500]
        assert not crashed, (changes, crashed)

    check()
