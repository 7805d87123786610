"""Boxes over what must not be seen in a photo: their shape and the pixels they cover. Pure."""

import math
from dataclasses import dataclass

MOST = 20
SMALLEST = 0.01  # of the photo's width or height: less is a slip of the hand
MARGIN = 2  # pixels
ROUNDING = 1e-6  # 0.4 + 0.6 may come out a little over 1
# One plain colour. A mosaic keeps averages, from which number plates and known faces can be found
# again by trying; blur keeps even more. Of a plain box nothing can be calculated back.
FILL = (48, 48, 48)

OUTSIDE = ("buiten-de-foto", "Een vlak moet binnen de foto liggen.")
TOO_SMALL = ("te-klein", "Een vlak is ten minste 1% van de foto breed en hoog.")


@dataclass(frozen=True)
class Box:
    """Fractions (0–1) of the upright photo, from its left and its top."""

    x: float
    y: float
    width: float
    height: float


def flaw(box: Box) -> tuple[str, str] | None:
    """What is wrong with a box, as code and Dutch text; None when it can be used."""
    numbers = (box.x, box.y, box.width, box.height)
    if not all(math.isfinite(number) for number in numbers) or box.x < 0 or box.y < 0:
        return OUTSIDE
    if box.x + box.width > 1 + ROUNDING or box.y + box.height > 1 + ROUNDING:
        return OUTSIDE
    if min(box.width, box.height) < SMALLEST - ROUNDING:
        return TOO_SMALL
    return None


def pixels(box: Box, width: int, height: int) -> tuple[int, int, int, int]:
    """Left, top, right, bottom in a picture of this size; right and bottom are not part of it.

    A pixel that the box touches is covered as a whole, and so are those around it that know of its
    colour: a JPEG keeps colour per two pixels and mixes neighbours when it is opened.
    """
    return (
        max(0, math.floor(box.x * width) - MARGIN),
        max(0, math.floor(box.y * height) - MARGIN),
        min(width, math.ceil((box.x + box.width) * width) + MARGIN),
        min(height, math.ceil((box.y + box.height) * height) + MARGIN),
    )
