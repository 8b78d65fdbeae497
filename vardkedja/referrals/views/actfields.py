"""The fields of the acts' pages: what kind each is, what it offers, and what stands in it before anybody has typed."""

import datetime
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from vardkedja.kernel import absences, clock
from vardkedja.kernel.access import Actor, Assignment
from vardkedja.kernel.organisations import Unit
from vardkedja.referrals import routine_questions, standing
from vardkedja.referrals.actions.monitoring import CHANNELS
from vardkedja.referrals.actions.receiving import TOLD_WAYS
from vardkedja.referrals.messages import Message
from vardkedja.referrals.papers_in import Scan
from vardkedja.rules import referral_deadlines
from vardkedja.rules.referral_facts import CHANNEL_WORDS, CLOSE_WORDS, Channel
from vardkedja.rules.referrals import MessageKind

Options = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Source:
    """What a field's options and first value are made from. `about` is the message that the act is about, if any."""

    case: Any  # of a referral here; another subject's acts have fields of their own
    actor: Actor
    about: uuid.UUID | None
    paper: uuid.UUID | None = None  # a scanned paper that the person comes from

    def message(self) -> Message | None:
        """The message, when it belongs to the case."""
        return Message.objects.filter(case_id=self.case.id, uuid=self.about).first() if self.about else None


@dataclass(frozen=True)
class Field:
    """One field. kind: text, area, date, select, radio, box, file. `options` and `value` are asked when the page is made."""

    name: str
    label: str
    kind: str = "text"
    help: str = ""
    options: Callable[[Source], Options] | None = None
    value: Callable[[Source], str] | None = None
    rows: int = 4
    empty: str = ""
    when: Callable[[Source], bool] | None = None  # asked for only then

    def filled(self, source: Source, posted: Mapping[str, str]) -> dict[str, Any]:
        """The field as the page needs it; what was typed stands before what is proposed."""
        options = list(self.options(source)) if self.options else []
        first = self.value(source) if self.value else ""
        if posted:
            value = posted.get(self.name, "")
        else:
            value = first
        return {
            "name": self.name,
            "label": self.label,
            "kind": self.kind,
            "help": self.help,
            "options": options,
            "value": value,
            "rows": self.rows,
            "empty": self.empty,
        }


# --- options -------------------------------------------------------------------------------------------------------


def doctors(source: Source) -> Options:
    """The doctors of the receiving unit; who is away within two weeks says so."""
    assert source.case.to_id is not None
    return _people(standing.doctors(source.case.to_id, clock.today()), source.case.to_id)


def colleagues(source: Source) -> Options:
    """Everybody who works with referrals at the sender's unit today."""
    return _people(standing.workers(source.case.from_id, clock.today()), source.case.from_id)


def _people(found: Sequence[Assignment], unit_id: int) -> Options:
    today = clock.today()
    away = absences.away([a.staff_id for a in found], unit_id, today, today + datetime.timedelta(days=14))
    words = {one.staff_id: f", borta {one.first_day} – {one.last_day}" for one in reversed(away)}
    return [(str(a.staff.uuid), f"{a.staff.name}, {a.title}{words.get(a.staff_id, '')}") for a in found]


def channels(source: Source) -> Options:
    """How a referral can go to its receiver: electronically inside, else on paper."""
    offered = [Channel.ELECTRONIC] if source.case.receiver_electronic else [Channel.POST, Channel.FAX, Channel.PAPER]
    return [(str(one), CHANNEL_WORDS[one]) for one in offered]


def forward_channels(source: Source) -> Options:
    """Electronically when the unit's order is done, and always on paper (REM-32)."""
    assert source.case.to_id is not None
    active, _ = routine_questions.forwarding(source.case.to_id, clock.today())
    offered = [*([Channel.ELECTRONIC] if active else []), Channel.PAPER, Channel.FAX, Channel.POST]
    return [(str(one), CHANNEL_WORDS[one]) for one in offered]


def paper_channels(source: Source) -> Options:
    return [(str(one), CHANNEL_WORDS[one]) for one in (Channel.POST, Channel.FAX, Channel.PAPER)]


def contact_channels(source: Source) -> Options:
    return list(CHANNELS.items())


def targets(source: Source) -> Options:
    """Where it can be forwarded: first what the unit's order lists, then every other unit of the region."""
    assert source.case.to_id is not None
    _, listed = routine_questions.forwarding(source.case.to_id, clock.today())
    open_now = Unit.objects.open_on(clock.today()).exclude(pk=source.case.to_id).exclude(kind="administration")
    near = open_now.filter(region_id=source.case.to_region).order_by("sort_key", "pk")
    first = [one for one in near if one.pk in listed]
    rest = [one for one in near if one.pk not in listed]
    return [
        *((str(one.uuid), f"{one.name} (elektroniskt)") for one in first),
        *((str(one.uuid), f"{one.name} (på papper)") for one in rest),
    ]


def scans(source: Source) -> Options:
    """The unit's papers that are not linked; those with this referral's printed code first (REM-15)."""
    found = Scan.objects.visible_to(source.actor).waiting(source.actor).defer("data", "previews")
    rows = sorted(found.order_by("arrived_on")[:200], key=lambda scan: scan.code != source.case.number)
    return [(str(scan.uuid), _scan_words(scan, source.case)) for scan in rows]


def _scan_words(scan: Scan, case: Any) -> str:
    code = f", koden {scan.code}" if scan.code else ""
    return f"{scan.name}, kom {scan.arrived_on}, {scan.pages} {'sida' if scan.pages == 1 else 'sidor'}{code}" + (
        " (hör hit)" if scan.code == case.number else ""
    )


def told_ways(source: Source) -> Options:
    return list(TOLD_WAYS.items())


def answer_kinds(source: Source) -> Options:
    if source.case.in_state == "answered" or source.case.in_state == "completion":
        return [("final", "Slutsvar")]
    return [("final", "Slutsvar"), ("partial", "Delsvar"), ("preliminary", "Preliminärsvar")]


def paper_kinds(source: Source) -> Options:
    return [("final", "Slutsvar"), ("partial", "Delsvar"), ("preliminary", "Preliminärsvar")]


def yes_no(source: Source) -> Options:
    return [("nej", "Nej, bevakningen ligger kvar"), ("ja", "Ja, avsluta bevakningen")]


def close_reasons(source: Source) -> Options:
    return [(str(code), words) for code, words in CLOSE_WORDS.items()]


# --- first values --------------------------------------------------------------------------------------------------


def today(source: Source) -> str:
    return clock.today().isoformat()


def first_of(options: Callable[[Source], Options]) -> Callable[[Source], str]:
    """The first of a field's options."""

    def first(source: Source) -> str:
        found = options(source)
        return found[0][0] if found else ""

    return first


def own_scan(source: Source) -> str:
    """The paper that the person comes from, or the one that carries this referral's printed code."""
    if source.paper:
        return str(source.paper)
    found = Scan.objects.visible_to(source.actor).waiting(source.actor).filter(code=source.case.number)
    return str(found.order_by("arrived_on").values_list("uuid", flat=True).first() or "")


def arrival_of_scan(source: Source) -> str:
    """The day the paper arrived, when there is one for this referral, else today."""
    found = Scan.objects.visible_to(source.actor).waiting(source.actor).filter(code=source.case.number)
    return str(found.order_by("arrived_on").values_list("arrived_on", flat=True).first() or clock.today())


def proposed_day(source: Source) -> str:
    """The day that a confirmation proposes: its stated day, else what its words can be read as (REM-11, REM-50)."""
    row = source.message()
    if row is None:
        return source.case.watch_until.isoformat() if source.case.watch_until else ""
    day = row.proposed_on or referral_deadlines.wait_date(row.wait_words, row.received_on or clock.today())
    return day.isoformat() if day else ""


def proposed_cause(source: Source) -> str:
    row = source.message()
    return f"väntetid enligt bekräftelse: {row.wait_words}"[:200] if row and row.wait_words else ""


def written_text(source: Source) -> str:
    row = source.message()
    return row.text if row else ""


def question(source: Source) -> str:
    return source.case.question


def final_message(source: Source) -> bool:
    """Whether the message that is attested is a final answer, so that the watch is asked about (REM-17)."""
    row = source.message()
    return row is not None and row.kind == MessageKind.FINAL
