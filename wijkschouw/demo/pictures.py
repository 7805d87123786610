"""Drawings in place of photos: a lamp, litter, bags, a scribbled wall. Nobody's photos are needed.

Each drawing is its own by the seed, as JPEG bytes of 1280 × 960.
"""

import io
from collections.abc import Callable
from random import Random

from PIL import Image, ImageDraw

SIZE = WIDTH, HEIGHT = 1280, 960
HORIZON = 560
Colour = tuple[int, int, int]
INK: Colour = (40, 44, 52)
BRIGHT: tuple[Colour, ...] = (
    (198, 40, 40), (21, 101, 192), (249, 168, 37), (46, 125, 50), (106, 27, 154), (230, 230, 230),
)  # fmt: skip


def draw(category: str, seed: str) -> bytes:
    """A picture of something of this category."""
    random = Random(f"{category}/{seed}")  # noqa: S311 - the same drawing every time
    evening = category.startswith(("lamp", "donkere", "mast"))
    image = Image.new("RGB", SIZE)
    pen = ImageDraw.Draw(image)
    _street(pen, random, evening)
    SUBJECTS.get(category, _litter)(pen, random)
    pen.text((24, HEIGHT - 44), "tekening, geen foto", fill=(250, 250, 250), font_size=24)
    out = io.BytesIO()
    image.save(out, "JPEG", quality=85)
    return out.getvalue()


def draw_tidy(seed: str) -> bytes:
    """A picture of a place where all is well again."""
    return draw("opgeruimd", seed)


# --- the street ----------------------------------------------------------------------------------


def _street(pen: ImageDraw.ImageDraw, random: Random, evening: bool) -> None:
    top, bottom = ((16, 22, 48), (50, 60, 100)) if evening else ((126, 180, 222), (214, 232, 244))
    for y in range(0, HORIZON, 4):
        pen.rectangle((0, y, WIDTH, y + 4), fill=_between(top, bottom, y / HORIZON))
    x = -random.randrange(80)
    while x < WIDTH:
        x = _house(pen, random, x, evening)
    pavement: Colour = (92, 92, 98) if evening else (188, 184, 176)
    pen.rectangle((0, HORIZON, WIDTH, HEIGHT), fill=pavement)
    line = _between(pavement, INK, 0.25)
    for number in range(1, 9):
        y = HORIZON + number * number * 6
        pen.line((0, y, WIDTH, y), fill=line, width=2)
        pen.line((number * 180 - 170, HORIZON, number * 300 - 620, HEIGHT), fill=line, width=2)


def _house(pen: ImageDraw.ImageDraw, random: Random, x: int, evening: bool) -> int:
    width, height = random.randrange(150, 260), random.randrange(180, 330)
    brick = random.choice(((156, 84, 62), (176, 120, 88), (134, 96, 84), (190, 170, 150)))
    wall = _between(brick, (10, 12, 30), 0.65 if evening else 0.0)
    top = HORIZON - height
    pen.rectangle((x, top, x + width, HORIZON), fill=wall)
    roof = _between(wall, INK, 0.5)
    pen.polygon(((x, top), (x + width // 2, top - 70), (x + width, top)), fill=roof)
    for row in range(top + 30, HORIZON - 70, 80):
        for column in range(x + 24, x + width - 50, 70):
            lit = evening and random.random() < 0.4
            pane: Colour = (250, 214, 120) if lit else _between((196, 220, 236), wall, 0.35)
            pen.rectangle((column, row, column + 40, row + 50), fill=pane, outline=roof, width=3)
    return x + width


def _between(a: Colour, b: Colour, share: float) -> Colour:
    red, green, blue = (round(one + (other - one) * share) for one, other in zip(a, b, strict=True))
    return red, green, blue


# --- what is there -------------------------------------------------------------------------------


def _lamp(pen: ImageDraw.ImageDraw, random: Random) -> None:
    x, lean = random.randrange(420, 860), random.randrange(-14, 15)
    pen.line((x, 840, x + lean, 190), fill=(70, 74, 82), width=16)
    pen.line((x + lean, 190, x + lean + 120, 170), fill=(70, 74, 82), width=12)
    pen.ellipse((x + lean + 90, 160, x + lean + 190, 205), fill=(52, 54, 60), outline=INK, width=4)
    pen.ellipse((x - 34, 824, x + 34, 856), fill=(58, 60, 66))


def _branches(pen: ImageDraw.ImageDraw, random: Random) -> None:
    _lamp(pen, random)
    for _ in range(70):
        x, y = random.randrange(380, 1_040), random.randrange(60, 330)
        green = (20 + random.randrange(30), 70 + random.randrange(50), 40)
        pen.ellipse((x, y, x + 76, y + 44), fill=green)


def _litter(pen: ImageDraw.ImageDraw, random: Random) -> None:
    for _ in range(random.randrange(14, 30)):
        x, y = random.randrange(60, WIDTH - 120), random.randrange(HORIZON + 60, HEIGHT - 110)
        size, colour = 16 + (y - HORIZON) // 12, random.choice(BRIGHT)
        if random.random() < 0.5:
            pen.rounded_rectangle((x, y, x + size, y + size * 2), 6, fill=colour, outline=INK)
        else:
            corners = [(x + random.randrange(2 * size), y + random.randrange(size))
                       for _ in range(5)]  # fmt: skip
            pen.polygon(corners, fill=colour, outline=INK)


def _bin(pen: ImageDraw.ImageDraw, random: Random) -> None:
    x = random.randrange(420, 760)
    pen.rounded_rectangle((x, 470, x + 220, 850), 18, fill=(52, 92, 74), outline=INK, width=5)
    pen.rectangle((x + 30, 520, x + 190, 580), fill=(22, 30, 28))
    for _ in range(9):
        dx, dy = random.randrange(-10, 190), random.randrange(420, 520)
        pen.ellipse((x + dx, dy, x + dx + 60, dy + 52), fill=random.choice(BRIGHT), outline=INK)
    _litter(pen, random)


def _bags(pen: ImageDraw.ImageDraw, random: Random) -> None:
    pen.rounded_rectangle((700, 400, 960, 800), 14, fill=(96, 104, 112), outline=INK, width=5)
    pen.rectangle((740, 450, 920, 500), fill=(30, 34, 38))
    for _ in range(random.randrange(4, 8)):
        x, y = random.randrange(260, 700), random.randrange(600, 740)
        pen.ellipse((x, y, x + 170, y + 150), fill=(34, 34, 40), outline=(80, 80, 90), width=4)
        pen.polygon(((x + 70, y + 8), (x + 86, y - 26), (x + 104, y + 8)), fill=(34, 34, 40))
    x = random.randrange(120, 300)
    pen.polygon(
        ((x, 820), (x + 40, 560), (x + 190, 580), (x + 160, 840)), fill=(226, 214, 196), outline=INK
    )


def _scribble(pen: ImageDraw.ImageDraw, random: Random) -> None:
    pen.rectangle((240, 260, 1_040, 780), fill=(168, 158, 146), outline=INK, width=5)
    for row in range(300, 780, 40):
        pen.line((240, row, 1_040, row), fill=(146, 136, 124), width=3)
    for _ in range(4):
        x, y, colour = random.randrange(290, 560), random.randrange(360, 640), random.choice(BRIGHT)
        line = [(x, y)]
        for _ in range(14):
            x, y = x + random.randrange(8, 52), y + random.randrange(-90, 91)
            line.append((min(x, 1_010), max(290, min(y, 750))))
        pen.line(line, fill=colour, width=14, joint="curve")


def _bicycle(pen: ImageDraw.ImageDraw, random: Random) -> None:
    x, y = random.randrange(320, 560), random.randrange(560, 640)
    rust: Colour = (122, 74, 48)
    pen.ellipse((x, y, x + 210, y + 210), outline=INK, width=10)
    pen.arc((x + 330, y + 30, x + 540, y + 200), 10, 240, fill=INK, width=10)
    hub, crank, saddle, head = (
        (x + 105, y + 105), (x + 235, y + 120), (x + 190, y - 10), (x + 370, y - 10),
    )  # fmt: skip
    pen.line((hub, saddle, head, crank, hub), fill=rust, width=12, joint="curve")
    pen.line((crank, saddle), fill=rust, width=12)
    pen.line((head, (x + 435, y + 115)), fill=rust, width=12)
    pen.line(((x + 160, y - 14), (x + 224, y - 14)), fill=INK, width=16)


def _glass(pen: ImageDraw.ImageDraw, random: Random) -> None:
    pen.rectangle((380, 300, 900, 800), fill=(176, 206, 218), outline=INK, width=14)
    x, y = random.randrange(560, 720), random.randrange(460, 600)
    for _ in range(16):
        end = (random.randrange(390, 890), random.randrange(310, 790))
        pen.line(((x, y), end), fill=(240, 246, 250), width=4)
    pen.ellipse((x - 50, y - 44, x + 50, y + 44), fill=(44, 56, 64))


def _car(pen: ImageDraw.ImageDraw, random: Random) -> None:
    x, colour = random.randrange(240, 460), random.choice(BRIGHT)
    pen.rounded_rectangle((x, 600, x + 560, 760), 40, fill=colour, outline=INK, width=5)
    pen.polygon(
        ((x + 100, 604), (x + 180, 500), (x + 390, 500), (x + 470, 604)), fill=colour, outline=INK
    )
    pen.polygon(((x + 150, 600), (x + 200, 520), (x + 375, 520), (x + 420, 600)), fill=(60, 76, 88))
    for wheel in (x + 90, x + 370):
        pen.ellipse((wheel, 700, wheel + 110, 810), fill=INK, outline=(150, 150, 150), width=14)


def _nothing(pen: ImageDraw.ImageDraw, random: Random) -> None:
    x = random.randrange(160, 900)
    pen.rounded_rectangle((x, 640, x + 260, 664), 8, fill=(140, 100, 60), outline=INK)
    pen.rectangle((x + 20, 664, x + 36, 730), fill=INK)
    pen.rectangle((x + 224, 664, x + 240, 730), fill=INK)


SUBJECTS: dict[str, Callable[[ImageDraw.ImageDraw, Random], None]] = {
    "lamp-uit": _lamp, "lamp-knippert": _lamp, "mast-beschadigd": _lamp,
    "lamp-afgedekt": _branches, "donkere-plek": _nothing,
    "zwerfafval": _litter, "bak-vol": _bin, "bijplaatsing": _bags, "dumping": _bags,
    "beklad": _scribble, "vernieling": _glass, "fietswrak": _bicycle, "foutparkeren": _car,
    "opgeruimd": _nothing,
}  # fmt: skip
