"""The manual for staff: every picture and link in it leads somewhere, nothing is left over, every chapter is listed."""

import re
from pathlib import Path

import pytest
from django.urls import resolve

from vardkedja.web.config import ROOT
from vardkedja.web.office import manual

FOLDER = ROOT / "docs" / "manual"
LINK = re.compile(r"(!?)\[[^\]]*\]\(([^)\s]+)\)")
HEAVIEST = 150_000  # bytes


def links(path: Path) -> list[tuple[bool, str]]:
    """Each link of a chapter: whether it is a picture, and where it leads."""
    return [(mark == "!", target) for mark, target in LINK.findall(path.read_text(encoding="utf-8"))]


CHAPTERS = sorted(FOLDER.glob("*.md"))


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_every_link_leads_somewhere(path: Path) -> None:
    """X-35: pictures and chapters exist, and an address of ours is one that the product answers."""
    for picture, target in links(path):
        if target.startswith("/"):
            assert resolve(target), target
        else:
            assert (FOLDER / target).is_file(), target
            assert picture == target.endswith(".png")


def test_every_picture_is_used_and_light() -> None:
    """X-35: none is left over from an earlier page, and none is heavy to fetch on a ward."""
    used = {target.removeprefix("bilder/") for path in CHAPTERS for picture, target in links(path) if picture}
    made = {path.name: path.stat().st_size for path in (FOLDER / "bilder").iterdir()}
    assert set(made) == used
    assert {name: size for name, size in made.items() if size > HEAVIEST} == {}


def test_every_chapter_is_in_the_contents_and_shown_in_that_order() -> None:
    """X-35: the pages of Lathund come in the order of the contents."""
    listed = [target.removesuffix(".md") for _, target in links(FOLDER / "README.md")]
    assert sorted(listed) == sorted(path.stem for path in CHAPTERS if path.stem != "README")
    assert [chapter.name for chapter in manual.chapters(FOLDER)] == listed


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_the_pages_show_no_marks(path: Path) -> None:
    """X-35: everything in a chapter is written in the marks that the page understands, and in calm words."""
    shown = re.sub("<[^>]*>", "", str(manual.as_html(path.read_text(encoding="utf-8"))))
    assert re.findall(r"\*\*|\]\(|^#|`|!", shown, re.M) == []
