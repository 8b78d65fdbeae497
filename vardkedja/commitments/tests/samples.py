"""A complete form, and ways to bend it. The people are the register's invented ones."""

import uuid
from collections.abc import Callable
from dataclasses import replace as changed
from typing import Any

import pypdfium2
from django.http import QueryDict

from vardkedja.commitments import actions, look
from vardkedja.commitments.actions.approval import Answer
from vardkedja.commitments.content import Content
from vardkedja.demo.cast import actor
from vardkedja.kernel import clock
from vardkedja.kernel.access import Actor, Staff
from vardkedja.kernel.organisations import Unit
from vardkedja.kernel.verbs import Refused

KARL = "19550612-9997"  # Västervik
DOCTOR, SECRETARY, FINANCE, APPROVER = "johan.akerhielm", "annika.hjalmarsson", "mirjam.runesson", "ellinor.granhyttan"
LINKOPING = ("Universitetssjukhuset i Linköping", "Ryggkirurgiska kliniken")


def unit(slug: str) -> uuid.UUID:
    """The address id of a unit by its slug."""
    return Unit.objects.values_list("uuid", flat=True).get(slug=slug)


def receiver(region: str, *, private: bool = False) -> Unit:
    """The first unit of a region that can be chosen on any day of 2025."""
    funding = "private_agreement" if private else "public"
    found = Unit.objects.filter(region_id=region, funding=funding, valid_to__isnull=True, agreement_exception="")
    return found.exclude(kind="administration").filter(valid_from__lte="2025-01-01").order_by("pk").first() or _none(
        region
    )


def _none(region: str) -> Unit:
    raise LookupError(f"no unit in {region}")


def form(**bent: Any) -> Content:
    """A form that can be issued as it is: ground Kap 2 on the home region's initiative, to Östergötland."""
    whole = Content(
        number=KARL,
        from_unit=unit("vastervik-ortopedkliniken"),
        to_unit=receiver("05").uuid,
        question="Proteslossning, vänster höft. Fråga: omoperation?",
        agreement="regionavtal",
        agreements=("regionavtal",),
        ground="hemregion",
        grounds=("hemregion",),
        unavailable_confirmed=True,
        doctor=Staff.objects.values_list("uuid", flat=True).get(username=DOCTOR),
    )
    if "ground" in bent:
        bent.setdefault("grounds", (bent["ground"],) if bent["ground"] else ())
    if "agreement" in bent:
        bent.setdefault("agreements", (bent["agreement"],) if bent["agreement"] else ())
    if bent.get("valid_from") or bent.get("valid_to"):
        bent.setdefault("validity", "other")
    return changed(whole, **bent)


def doctor() -> Actor:
    return actor(DOCTOR)


def saved(content: Content | None = None, by: Actor | None = None) -> uuid.UUID:
    """An Utkast."""
    return actions.save(content or form(), by=by or doctor())


def issued(
    content: Content | None = None, by: Actor | None = None, confirmed: frozenset[str] = frozenset()
) -> uuid.UUID:
    """An issued referral."""
    return actions.issue(saved(content, by), by=by or doctor(), confirmed=confirmed)


# People of the register, by what they are.
IN_VAXJO, EMIGRATED, DEAD, COORDINATION = "19750614-9975", "19780309-9915", "19290606-9857", "19890177-9846"
UNKNOWN = "19900101-9810"  # nobody's
PROTECTED, UNPROTECTED_UNTIL_APRIL = "19490214-9964", "19730909-9849"
MOVES_OUT, MOVES_IN = "19710819-9949", "19841231-9884"  # both on 20 March 2025, Karlskrona and Växjö
LEAVES_IN_APRIL, DIES_IN_APRIL = "19620522-9823", "19541101-9846"
PRIVATE, OPEN_TO_MARCH = "privat-ortopedklinik-halland", "kungsbacka-ortopedmottagningen-ended"


def codes(act: Callable[[], Any]) -> list[str]:
    """The codes of the reasons that an act is refused with, in order. Fails when it is not refused."""
    try:
        act()
    except Refused as refused:
        return [reason.code for reason in refused.reasons]
    raise AssertionError("it was not refused")


def sent(**bent: Any) -> dict[str, Any]:
    """What a browser sends for the whole form."""
    typed = {
        name: value
        for name, value in form(**bent).as_json().items()
        if value and name not in ("agreements", "grounds", "raw")
    }
    return {name: "on" if value is True else value for name, value in typed.items()}


def posted(fields: dict[str, Any]) -> QueryDict:
    """The same as the form's reader gets it."""
    post = QueryDict(mutable=True)
    for name, value in fields.items():
        post.setlist(name, value if isinstance(value, list) else [value])
    return post


def found(case_uuid: uuid.UUID, by: Actor | None = None) -> look.Case:
    """The case as an actor sees it."""
    case = look.at(by or doctor(), case_uuid)
    assert case is not None
    return case


def approved(content: Content | None = None, **answered: Any) -> uuid.UUID:
    """A referral on Kap 4.3 that the home region has approved today."""
    case_uuid = saved(content or form(ground="patientens_val", section="4.3", unavailable_confirmed=False))
    actions.request_approval(case_uuid, by=doctor())
    answer(case_uuid, **answered)
    return case_uuid


def answer(case_uuid: uuid.UUID, by: str = APPROVER, **given: Any) -> uuid.UUID:
    """The home region answers: yes, today, signed, unless told otherwise."""
    whole = {
        "approved": True,
        "decided_on": clock.today(),
        "name": "Ellinor Granhyttan",
        "role": "handläggare",
        "signed": True,
    }
    return actions.record_answer(case_uuid, Answer(**(whole | given)), by=actor(by))


def printed(pdf: bytes) -> str:
    """The text of a printed paper, page after page."""
    paper = pypdfium2.PdfDocument(pdf)
    try:
        pages = []
        for number in range(len(paper)):
            page = paper[number]
            text = page.get_textpage()
            pages.append(text.get_text_range())
            text.close()
            page.close()
        return "\n".join(pages)
    finally:
        paper.close()
