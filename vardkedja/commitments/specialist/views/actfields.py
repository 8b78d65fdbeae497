"""The fields of the acts' pages on a specialist referral: what they offer, and what stands in them before anybody has typed."""

from vardkedja.commitments.specialist import texts
from vardkedja.commitments.specialist.actions.assessing import BASIS, SUPPLIERS
from vardkedja.kernel import clock
from vardkedja.referrals import standing as people
from vardkedja.referrals.views.actfields import Field, Options, Source, today
from vardkedja.rules.commitment_facts import CareForm, Ground
from vardkedja.rules.regions import REGIONS
from vardkedja.rules.specialist_facts import BENEFIT_WORDS, FUNDING_WORDS, Benefit

YES_NO = [("ja", "Ja"), ("nej", "Nej")]


def yes_no(source: Source) -> Options:
    return YES_NO


def said(name: str) -> "Stored":
    """What the case holds for a yes or no, as the radio has it."""
    return Stored(name)


class Stored:
    """The stored value of a field, as text."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __call__(self, source: Source) -> str:
        value = getattr(source.case, self.name)
        if isinstance(value, bool):
            return "ja" if value else "nej"
        if self.name == "admission_time":
            return value.strftime("%H:%M") if value else ""
        return "" if value is None else str(value)


def is_choice(source: Source) -> bool:
    return bool(source.case.box == Ground.PATIENTENS_VAL)


def is_outside(source: Source) -> bool:
    return bool(source.case.outside)


def is_inpatient(source: Source) -> bool:
    return bool(source.case.care_form == CareForm.SLUTEN)


def has_lodging(source: Source) -> bool:
    """Whether the region's pack says that lodging may be granted for the case's box."""
    return texts.lodging_rule(source.case) == "possible"


def fundings(source: Source) -> Options:
    return [(str(code), words) for code, words in FUNDING_WORDS.items()]


def regions(source: Source) -> Options:
    return [(code, full) for code, (_, full) in REGIONS.items() if code != source.case.region]


def officers(source: Source) -> Options:
    """Everybody who works at the office today; oneself first."""
    found = people.workers(source.actor.unit_id, clock.today(), "svr")
    rows = sorted(found, key=lambda one: one.staff_id != source.actor.staff_id)
    return [(str(one.staff.uuid), f"{one.staff.name}, {one.title}") for one in rows]


def suppliers(source: Source) -> Options:
    """Who supplied it; a sender who is signed in is known already."""
    return list(SUPPLIERS.items())


def benefits(source: Source) -> Options:
    kinds = (Benefit.COMPANION, Benefit.ALONE, Benefit.OTHER)
    return [(str(kind), BENEFIT_WORDS[kind]) for kind in kinds]


def channels(source: Source) -> Options:
    return [("electronic", "Elektroniskt"), ("post", "Med post, försättsbladet skrivs ut")]


def first_channel(source: Source) -> str:
    return "electronic"


def missing(source: Source) -> str:
    """What the medical basis lacks, a line each (SVR-13)."""
    return "\n".join(label for name, label in BASIS.items() if not getattr(source.case, name).strip())


def asked_for(source: Source) -> str:
    """What the office asked for, to read before answering."""
    asked = source.case.completion or {}
    return "\n".join([*asked.get("items", []), asked.get("text", "")]).strip()


def period_from(source: Source) -> str:
    case = source.case
    return str(case.first_day or case.period_from or case.admission_on or "")


def period_to(source: Source) -> str:
    return str(source.case.last_day or source.case.period_to or "")


def first_day(source: Source) -> str:
    return str(source.case.first_day or today(source))


def before_decision(source: Source) -> str:
    """What the patient can do next after a refusal, as it will stand in the letter; or that the region has written nothing."""
    steps = texts.next_steps(source.case)
    return steps or "Regionen har inte infört någon text om vad patienten kan göra. Skriv det i skälet."


REASON = Field("reason", "Skäl", "area", rows=4, help="Skrivs i beslutet, så att avsändaren och patienten förstår.")
PERIOD = (
    Field("period_from", "Gäller fr.o.m.", "date", value=period_from, when=is_inpatient),
    Field("period_to", "Gäller t.o.m.", "date", value=period_to, when=is_inpatient),
)
ADMISSION = (
    Field("admission_on", "Inskrivning", "date", value=Stored("admission_on"), help="Som vårdgivaren har angett."),
    Field("admission_time", "Klockslag, om det är känt", value=Stored("admission_time")),
)
OWN_BASIS = tuple(
    Field(name, label, "area", value=Stored(name), rows=5 if name == "complaints" else 2)
    for name, label in BASIS.items()
)
