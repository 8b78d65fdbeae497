"""Named rule for an emergency admission outside the home region."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import msgspec

from vardkedja.rules.acute import contact
from vardkedja.rules.decision import Decision
from vardkedja.rules.named.shapes import Facts


class ContactFacts(Facts, frozen=True):
    """The admission day, and the day the home region was contacted."""

    admitted_on: date
    contacted_on: date | None = None


class ContactResult(msgspec.Struct):
    """The last day, and whether the contact was late; nothing late is known without a contact."""

    latest: date | None = None
    late: bool | None = None


def acute_contact(facts: ContactFacts) -> Decision:
    """SVR-21."""
    found = contact(facts.admitted_on, facts.contacted_on)
    return replace(found, result={name: found.result[name] for name in ("latest", "late") if name in found.result})
