"""The Jinja2 environment of the pages: strict, escaped, one per language.

Point Django's Jinja2 backend at `vardkedja.kernel.look.env.environment`, with `look.TEMPLATES` first in DIRS.
For another language than Swedish add a second backend with `"language": "en"` among its OPTIONS.
"""

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

from babel.messages.pofile import read_po
from django.templatetags.static import static
from django.urls import reverse
from jinja2 import Environment, StrictUndefined
from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream
from markupsafe import Markup, escape

from vardkedja.kernel.look import words

SOURCE_LANGUAGE = "sv"
REMEMBERED = 256  # addresses of style sheets, scripts and pictures: the same as long as the process lives
CATALOGUES = Path(__file__).resolve().parents[2] / "locale"


class LiteralWords(Extension):
    """Replaces `_("literal")` by the translated literal while the template is compiled, so that it costs nothing later.

    A call with anything but one literal is left alone and answered by the global `_` when the page is rendered.
    """

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        """Yield the tokens of a template with each translated literal in the place of its call."""
        translate = cast(Callable[[str], str], self.environment.globals["_"])
        tokens = list(stream)
        at = 0
        while at < len(tokens):
            call = tokens[at : at + 4]
            if call[0].value == "_" and [token.type for token in call] == ["name", "lparen", "string", "rparen"]:
                yield Token(call[2].lineno, "string", translate(call[2].value))
                at += 4
            else:
                yield tokens[at]
                at += 1


def catalogue(language: str, folder: Path) -> Callable[[str], str]:
    """Return the function that translates a Swedish text into the language; what has no translation stays Swedish."""
    path = folder / language / "LC_MESSAGES" / "vardkedja.po"
    if language == SOURCE_LANGUAGE or not path.exists():
        return str
    with path.open("rb") as file:
        known = {str(m.id): str(m.string) for m in read_po(file) if m.id and m.string}
    return lambda text: known.get(text, text)


def nl2br(value: str) -> Markup:
    """Return the text escaped, with line breaks kept."""
    return Markup("<br>").join(escape(line) for line in str(value).splitlines())


def moment(value: datetime, now: datetime, first_capital: bool = False) -> Markup:
    """Return a `time` element: "idag 14:20", with the full date in its title."""
    text = words.moment(value, now)
    stamp = words.local(value).isoformat(timespec="minutes")
    return Markup('<time class="vk-ago" datetime="{}" title="{}">{}</time>').format(
        stamp, words.long_moment(value), words.cap(text) if first_capital else text
    )


def url(name: str, *args: Any, **kwargs: Any) -> str:
    """Return the address of a named route."""
    return reverse(name, args=args or None, kwargs=kwargs or None)


FILTERS: dict[str, Callable[..., Any]] = {
    "day": words.day,
    "longday": words.long_day,
    "clock": words.clock,
    "moment": moment,
    "longmoment": words.long_moment,
    "stamp": words.stamp,
    "pnr": words.pnr,
    "money": words.money,
    "cap": words.cap,
    "nl2br": nl2br,
}


def environment(*, language: str = SOURCE_LANGUAGE, catalogues: Path = CATALOGUES, **options: Any) -> Environment:
    """Return a Jinja2 environment for one language; the other options are Jinja2's own.

    A misspelt name in a template raises UndefinedError, and everything is escaped.
    """
    options |= {"undefined": StrictUndefined, "autoescape": True, "trim_blocks": True, "lstrip_blocks": True}
    env = Environment(**options)
    env.globals.update(
        {
            "_": catalogue(language, catalogues),
            "static": lru_cache(maxsize=REMEMBERED)(static),
            "url": url,
            "deadline": words.deadline,
            "as_date": words.as_day,
            "refusal_lead": words.refusal_lead,
            "count": words.count,
        }
    )
    env.filters.update(FILTERS)
    env.add_extension(LiteralWords)
    return env
