"""The demo's story: the cast does what the tales say, by calling the verbs, on days counted back from now.

`load()` tells it in an empty installation and puts a demo that has been played with back to its start. The application
may not delete what it has logged, so putting back empties the tables as their owner. Only ever in demo mode.
"""

import datetime
import functools
import uuid
from collections.abc import Callable
from dataclasses import replace as changed
from typing import Any

import psycopg
from django.apps import apps
from django.conf import settings
from django.db import transaction
from psycopg import sql

from vardkedja.commitments import actions
from vardkedja.commitments.actions.approval import Answer
from vardkedja.commitments.content import DATES, Content
from vardkedja.commitments.look import at
from vardkedja.demo import referral_story, specialist_story
from vardkedja.demo.cast import actor, load_cast
from vardkedja.demo.tales_issued import ISSUED
from vardkedja.demo.tales_open import OPEN
from vardkedja.demo.telling import ELLINOR, JOHAN, Step, Tale
from vardkedja.kernel import clock, drafts, terms, units
from vardkedja.kernel.access import Actor, Staff
from vardkedja.kernel.cases import Case
from vardkedja.kernel.drafts import Draft
from vardkedja.kernel.history import History, note
from vardkedja.kernel.organisations import Unit, UnitRequest
from vardkedja.kernel.people.actions import load_register
from vardkedja.kernel.register import install
from vardkedja.kernel.register.load import population
from vardkedja.kernel.verbs import Refused
from vardkedja.rules.commitment_rules import agreement_for
from vardkedja.web import timers
from vardkedja.web.run import NotNow

TALES = (*OPEN, *ISSUED)
MARK = "demo"  # the subject in the history that says that the demo was loaded here
SEQUENCES = ("commitments_number", "commitments_svr_number", "commitments_acute_number", "referrals_number")
SPACE = uuid.UUID("7b1f1f0a-5a52-4c7a-9d5e-0d0e6d0e6d0e")  # the cases have the same addresses each time


def load() -> None:
    """Put the demo to its start: the cast, and the story up to now. Raises NotNow outside demo mode.

    An installation that holds cases must be a demo already: what people did in it is gone afterwards.
    """
    if not settings.DEMO:
        raise NotNow("Demon läggs bara in i demoläge. Sätt VARDKEDJA_DEMO=1 om installationen är en demo.")
    if Case.objects.exists() or Draft.objects.exists():
        _empty()
    with transaction.atomic():
        load_cast()
        tell()
        referral_story.tell()
        specialist_story.tell()
        note(None, "demo.inlagd", MARK, {})


def address(name: str) -> uuid.UUID:
    """The uuid of the tale's case."""
    return uuid.uuid5(SPACE, name)


def tell() -> None:
    """Tell every tale, all steps in the order they happened."""
    now = clock.now()
    told = {tale.name: _Told(tale) for tale in TALES}
    steps = [
        (step.moment.instant(now), place, tale.name, step) for place, tale in enumerate(TALES) for step in tale.steps
    ]
    for instant, _, name, step in sorted(steps, key=lambda found: found[:2]):
        with clock.stopped_at(clock.local(instant).replace(tzinfo=None).isoformat()):
            told[name].do(step)
            timers.empty_outbox()


def _empty() -> None:
    """Empty every table of ours, as the tables' owner, in one transaction; refused unless the demo was loaded here."""
    if not History.objects.filter(subject=MARK).exists():
        raise NotNow(
            "Databasen innehåller ärenden som inte är demons, så demon läggs inte in."
            " Sätt VARDKEDJA_DATA till en tom mapp."
        )
    tables = [
        sql.Identifier(model._meta.db_table) for model in apps.get_models() if model.__module__.startswith("vardkedja.")
    ]
    with psycopg.connect(settings.OWNER_URL) as connection:
        connection.execute(sql.SQL("truncate {} restart identity").format(sql.SQL(", ").join(tables)))
        for sequence in SEQUENCES:
            connection.execute(sql.SQL("alter sequence {} restart").format(sql.Identifier(sequence)))
    install.places()


@functools.lru_cache(maxsize=1)
def _people() -> dict[str, Any]:
    return {row.number: row for row in population()}


class _Told:
    """One tale while it is told: which case it is about now, and what stands in its form."""

    def __init__(self, tale: Tale) -> None:
        self.tale, self.uuid, self.content = tale, address(tale.name), Content()
        self.fields = dict(tale.fields)

    def do(self, step: Step) -> None:
        """Do one step, at the time the clock shows."""
        by = actor(step.who) if step.who else None
        body: Callable[..., None] = getattr(self, f"_{step.verb}")
        body(by, **step.given) if by else body(**step.given)

    def _save(self, by: Actor, **changes: Any) -> None:
        if at(by, self.uuid) is None:
            self._settle_dates()
            actions.save(self._form(**changes), by=by, new_uuid=self.uuid)
        else:
            actions.save(self._form(**changes), by=by, case_uuid=self.uuid)

    def _issue(self, by: Actor, confirmed: frozenset[str]) -> None:
        actions.issue(self.uuid, by=by, confirmed=confirmed)

    def _stopped(self, by: Actor) -> None:
        try:
            actions.issue(self.uuid, by=by)
        except Refused as refused:
            actions.lock(self.uuid, next(r.head for r in refused.reasons if r.code == "RUS-05.moved"), by=by)

    def _post(self, by: Actor, enclosures: str) -> None:
        actions.post(self.uuid, by=by, posted_on=clock.today(), enclosures=enclosures)

    def _request_approval(self, by: Actor) -> None:
        actions.request_approval(self.uuid, by=by)

    def _withdraw_request(self, by: Actor) -> None:
        actions.withdraw_request(self.uuid, by=by)

    def _answer(self, by: Actor, approved: bool, conditions: str = "", evidence: str = "", reason: str = "") -> None:
        who = actor(ELLINOR)  # a paper that is recorded says the same as she would
        answer = Answer(
            approved=approved,
            signed=True,
            stamp=bool(evidence),
            name=who.name,
            role=f"{who.title}, {who.unit_name}",
            decided_on=clock.today(),
            conditions=conditions,
            evidence=evidence,
            reason=reason,
        )
        actions.record_answer(self.uuid, answer, by=by)

    def _cancel(self, by: Actor, reason: str) -> None:
        actions.cancel(self.uuid, by=by, reason=reason)

    def _replace(self, by: Actor) -> None:
        self.uuid = actions.replace(self.uuid, by=by, new_uuid=address(f"{self.tale.name}-ny"))

    def _delete(self, by: Actor) -> None:
        actions.delete(self.uuid, by=by)

    def _handle_move(self, by: Actor) -> None:
        actions.handle_move(self.uuid, by=by)

    def _moves(self, municipality: str, street: str) -> None:
        row = _people()[self.tale.patient]
        moved = {
            "municipality": municipality,
            "registered_from": clock.today(),
            "street": street,
            "postcode": "",
            "town": "",
        }
        before = {"previous_municipality": row.municipality, "previous_from": row.registered_from}
        load_register([changed(row, **moved, **before)])

    def _dies(self) -> None:
        load_register([changed(_people()[self.tale.patient], deceased_on=clock.today())])

    def _types(self, by: Actor) -> None:
        content = self._form(doctor=None, ground="", agreement="", unavailable_confirmed=False)
        drafts.keep(by, "rus", self.uuid, content.as_json(), None, 0)

    def _wishes(self, by: Actor, **wish: str) -> None:
        units.ask(by=by, draft_uuid=self.uuid, **wish)

    def _answers_wish(self, by: Actor, reason: str) -> None:
        units.answer(UnitRequest.objects.get(draft_uuid=self.uuid), by=by, outcome="declined", reason=reason)

    def _settle_dates(self) -> None:
        """Numbers become days, counted from the first one."""
        for name, value in self.fields.items():
            if name in DATES and isinstance(value, int):
                self.fields[name] = clock.today() + datetime.timedelta(days=value)

    def _form(self, **changes: Any) -> Content:
        """The form's content: the tale's fields, with these changes from now on."""
        self.fields |= changes
        given = {"from_unit": self.tale.from_unit, "to_unit": self.tale.to_unit, "ground": "hemregion"} | self.fields
        given |= {"number": self.tale.patient, "question": self.tale.question}
        to = Unit.objects.filter(slug=given["to_unit"]).first()
        given.setdefault("doctor", self.tale.doctor or JOHAN)
        given.setdefault("unavailable_confirmed", given["ground"] == "hemregion")
        given.setdefault("agreement", _agreement(to) if to else "")
        if given.get("valid_from") or given.get("valid_to"):
            given["validity"] = "other"
        given |= {"from_unit": Unit.objects.get(slug=given["from_unit"]).uuid, "to_unit": to.uuid if to else None}
        given["doctor"] = Staff.objects.get(username=given["doctor"]).uuid if given["doctor"] else None
        return Content(**given, agreements=_ticked(given["agreement"]), grounds=_ticked(given["ground"]))


def _agreement(to: Unit) -> str:
    """The agreement that the form proposes for a receiver."""
    return str(agreement_for(to.region_id, to.municipality_id, clock.today(), terms.current()).result["agreement"])


def _ticked(value: str) -> tuple[str, ...]:
    return (value,) if value else ()
