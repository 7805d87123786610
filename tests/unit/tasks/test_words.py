"""Every code has a word, and what the rules say can be translated."""

from itertools import product

from flask import Flask
from flask_babel import Babel

from wijkschouw.tasks import words
from wijkschouw.tasks.rules import EventKind, Outcome, Proof, Remark, State, Step, what_misses


def test_every_state_step_and_outcome_has_a_word() -> None:
    assert set(words.STATES) == set(words.TONES) == set(State)
    assert set(words.TO_DO) == set(EventKind)
    assert set(words.DONE) == set(EventKind) | set(Remark)
    assert set(words.OUTCOMES) == set(Outcome)


def test_what_the_rules_say_stands_in_the_catalogues() -> None:
    app = Flask(__name__)
    Babel(app)
    said = {
        text
        for kind, outcome, reference in product(EventKind, (None, Outcome.SOLVED), ("", "1"))
        for _field, text in what_misses(
            Step(kind, outcome, reference=reference), Proof(note=True, photo=True)
        )
    }
    with app.app_context():
        assert said <= {str(text) for text in words.SAID}
        assert len(said) == 8
