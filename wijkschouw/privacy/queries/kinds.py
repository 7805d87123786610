"""What a photo can belong to, as the column ``subject_kind`` says it."""

OBSERVATION, EVENT = "waarneming", "gebeurtenis"
