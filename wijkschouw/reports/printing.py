"""From content to PDF, by typst: tagged (PDF/UA-1), Dutch, without anything from outside."""

import json
import shutil
import tempfile
from pathlib import Path

from wijkschouw.reports.rules import Content

TEMPLATE = Path(__file__).parents[2] / "templates" / "reports" / "wijk.typ"


def print_pdf(content: Content, map_svg: str, photos: list[tuple[bytes, dict[str, str]]]) -> bytes:
    """The report as PDF; ``photos`` are JPEGs with their ``caption`` and ``alt``."""
    import typst  # only here: the worker prints, and web processes need not carry it

    with tempfile.TemporaryDirectory(prefix="wijkschouw-report-") as name:
        folder = Path(name)
        content.photos = []
        for number, (image, words) in enumerate(photos):
            (folder / f"photo{number}.jpg").write_bytes(image)
            content.photos.append({"file": f"photo{number}.jpg", **words})
        (folder / "map.svg").write_text(map_svg, "utf-8")
        (folder / "data.json").write_text(json.dumps(content.as_dict()), "utf-8")
        shutil.copyfile(TEMPLATE, folder / "wijk.typ")
        made: bytes = typst.compile(str(folder / "wijk.typ"), pdf_standards=["ua-1"])
        return made
