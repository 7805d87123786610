"""All SQL of privacy, a module for each subject; a limited number of rows at a time."""

from wijkschouw.privacy.queries import finding, people, removing, terms

__all__ = ["finding", "people", "removing", "terms"]
