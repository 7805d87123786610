"""All SQL of liveability, a module for each subject; the session is the first argument."""

from wijkschouw.liveability.queries import choices, pages, pending, readings, rounds, scores, sums

__all__ = ["choices", "pages", "pending", "readings", "rounds", "scores", "sums"]
