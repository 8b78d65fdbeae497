"""Reading an uploaded paper before it is kept: judged by content, drawn in a child, our code found, a proposal made (X-15)."""

from dataclasses import dataclass, field
from typing import Any, cast

from django.conf import settings

from vardkedja.kernel import clock, terms
from vardkedja.kernel.access import Actor
from vardkedja.kernel.people.models import PersonIdentifier
from vardkedja.kernel.scanning import kinds, ocr, reader, suggest
from vardkedja.kernel.scanning.kinds import MEGABYTE, Kind, Limits
from vardkedja.referrals.consultations import Consultation
from vardkedja.rules.decision import Reason
from vardkedja.rules.law import NotInForce

LETTER = "K"  # of a referral's printed code


@dataclass(frozen=True)
class Read:
    """A paper that could be read. `code` is the number of the referral whose printed code is on it, "" without one."""

    name: str
    data: bytes
    format: str
    sha256: str
    pages: int
    preview: bytes
    code: str = ""
    found: dict[str, Any] = field(default_factory=dict)


def read(data: bytes, name: str, by: Actor) -> Read | list[Reason]:
    """What an uploaded file is, or every reason why it is not taken. Takes up to half a minute; holds no transaction."""
    limits = _limits(by.region)
    kind = kinds.judge(data, name, limits)
    if not isinstance(kind, Kind):
        return kind
    paper = reader.read(data, kind, limits)
    if isinstance(paper, list):
        return paper
    codes = suggest.codes_found(paper.codes, settings.SIGNING_KEY)
    code = next((one.number for one in codes if one.letter == LETTER), "")
    preview = paper.previews[0] if paper.previews else b""
    return Read(name, data, str(kind), paper.sha256, paper.pages, preview, code, _found(paper, bool(code)))


def _limits(region: str) -> Limits:
    """What the region accepts (X-15); without values of its own the house's."""
    today, current = clock.today(), terms.current()
    try:
        formats, size, pages = (
            current.value(f"referrals.scan_{name}", today, region).value for name in ("formats", "megabytes", "pages")
        )
    except NotInForce:
        return Limits()
    return Limits(
        kinds=tuple(Kind(one) for one in cast(tuple, formats)),
        size=cast(int, size) * MEGABYTE,
        pages=cast(int, pages),
    )


def _found(paper: reader.Paper, known: bool) -> dict[str, Any]:
    """A proposal for a free-form letter, when the machine can read: patient's number, day, sender. A person confirms it."""
    text = None if known else ocr.text(paper.previews[:3])
    if text is None:
        return {}
    said = suggest.from_text(text, clock.today())
    return {
        "numbers": [one.canonical for one in said.numbers][:5],
        "dates": [day.isoformat() for day in said.dates][:5],
        "sender": said.sender_words[:200],
    }


def case_of(code: str, by: Actor) -> Consultation | None:
    """The referral whose printed code was read, when the actor may know of it (REM-15)."""
    found = Consultation.objects.visible_to(by).filter(case__number=code) if code else None
    return found.select_related("case__patient", "case__other_unit").first() if found is not None else None


def likely(numbers: list[str], by: Actor) -> list[Consultation]:
    """The unit's watched referrals of the people whose numbers stand on a letter: where it may belong, for a person to choose."""
    if not numbers:
        return []
    people = PersonIdentifier.objects.filter(value__in=numbers).values_list("person_id", flat=True)
    watched = {"case__unit_id": by.unit_id, "case__state__in": ("sent", "confirmed", "partial", "answered")}
    found = Consultation.objects.visible_to(by).filter(case__patient_id__in=list(people), **watched)
    return list(found.select_related("case__other_unit").order_by("-sent_on")[:5])
