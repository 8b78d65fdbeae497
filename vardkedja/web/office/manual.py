"""Lathunden: the chapters in docs/manual, written in a small part of Markdown and shown as pages.

Understood: headings (#, ##, ###), paragraphs, lists (- and 1.), images on a line of their own, **bold**, `code` and
[links](address), also to [another chapter](chapter.md). Everything else is text, and all text is escaped.
"""

import re
from dataclasses import dataclass
from pathlib import Path

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe
from markupsafe import Markup, escape

from vardkedja.web.config import ROOT

FOLDER = ROOT / "docs" / "manual"
NAME = re.compile(r"[a-z0-9][a-z0-9-]*")
IMAGE = re.compile(r"!\[([^\]]*)\]\((?:bilder/)?([a-z0-9-]+\.png)\)")
TO_CHAPTER = re.compile(r"\[([^\]]+)\]\(([a-z0-9][a-z0-9-]*)\.md\)")
LINK = re.compile(r"\[([^\]]+)\]\(((?:/|https://)[^\s)\"]*)\)")
BOLD = re.compile(r"\*\*([^*]+)\*\*")
CODE = re.compile(r"`([^`]+)`")
HEADING = re.compile(r"(#{1,3}) (.+)")
ITEM = re.compile(r"(?:(-)|(\d+)\.) (.+)", re.DOTALL)


@dataclass(frozen=True)
class Chapter:
    """A file of the manual: its name in the address, and its first heading."""

    name: str
    title: str


def chapters(folder: Path) -> list[Chapter]:
    """Every chapter: in the order of the contents in README.md, then the others by name."""
    files = sorted(path for path in folder.glob("*.md") if NAME.fullmatch(path.stem) and path.stem != "readme")
    readme = folder / "README.md"
    listed = TO_CHAPTER.findall(readme.read_text(encoding="utf-8")) if readme.is_file() else []
    order = {name: place for place, (_, name) in reversed(list(enumerate(listed)))}
    return [
        Chapter(path.stem, _title(path)) for path in sorted(files, key=lambda path: order.get(path.stem, len(listed)))
    ]


@require_safe
def contents(request: HttpRequest) -> HttpResponse:
    """The list of chapters."""
    return render(request, "web/manual.html", {"chapters": chapters(FOLDER), "title": "Lathund", "body": ""})


@require_safe
def chapter(request: HttpRequest, name: str) -> HttpResponse:
    """One chapter."""
    found = {one.name: one for one in chapters(FOLDER)}.get(name)
    if found is None:
        raise Http404
    body = as_html((FOLDER / f"{name}.md").read_text(encoding="utf-8"))
    return render(request, "web/manual.html", {"chapters": [], "title": found.title, "body": body})


@require_safe
def picture(request: HttpRequest, name: str) -> HttpResponseBase:
    """A picture of the manual."""
    path = FOLDER / "bilder" / f"{name}.png"
    if not NAME.fullmatch(name) or not path.is_file():
        raise Http404
    return FileResponse(path.open("rb"), content_type="image/png")


def as_html(text: str) -> Markup:
    """The text as HTML; its first heading of the first level is left to the page."""
    blocks = re.split(r"\n\s*\n", text.replace("\r\n", "\n").strip())
    if blocks and blocks[0].startswith("# "):
        blocks = [*blocks[0].split("\n", 1)[1:], *blocks[1:]]
    return Markup("\n").join(_block(block.strip()) for block in blocks if block.strip())


def _block(block: str) -> Markup:
    lines = block.split("\n")
    if heading := HEADING.fullmatch(lines[0]):
        level = max(2, len(heading[1]))
        after = _block("\n".join(lines[1:]).strip()) if lines[1:] else Markup()
        return Markup("<h{0}>{1}</h{0}>").format(level, _inline(heading[2])) + after
    if image := IMAGE.fullmatch(block):
        return Markup('<p><img class="vk-picture" src="/lathund/bild/{}" alt="{}"></p>').format(image[2], image[1])
    items = [ITEM.fullmatch(" ".join(part.split())) for part in re.split(r"\n(?=- |\d+\. )", block)]
    if all(items):
        numbered = bool(items[0] and items[0][2])
        inside = Markup().join(Markup("<li><span>{}</span></li>").format(_inline(item[3])) for item in items if item)
        return Markup('<ol class="vk-steps">{}</ol>' if numbered else '<ul class="vk-list-plain">{}</ul>').format(
            inside
        )
    return Markup("<p>{}</p>").format(_inline(" ".join(lines)))


def _inline(text: str) -> Markup:
    safe = str(escape(text))
    safe = TO_CHAPTER.sub(r'<a href="/lathund/\2/">\1</a>', safe)
    safe = LINK.sub(r'<a href="\2">\1</a>', safe)
    safe = BOLD.sub(r"<strong>\1</strong>", safe)
    return Markup(CODE.sub(r"<code>\1</code>", safe))  # noqa: S704 - escaped above; only the marks became elements


def _title(path: Path) -> str:
    with path.open(encoding="utf-8") as file:
        first = file.readline().strip()
    return first.removeprefix("# ") if first.startswith("# ") else path.stem
