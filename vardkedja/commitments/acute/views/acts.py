"""What is done with an admission from its page: each act has a small page that says what will happen, and a button."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from vardkedja.commitments.acute import look, present
from vardkedja.commitments.acute.actions import contacting, deciding, moving
from vardkedja.commitments.acute.actions.contacting import Contact
from vardkedja.referrals.views.actfields import Field, Options, Source, today
from vardkedja.referrals.views.acting import Desk
from vardkedja.referrals.views.given import REASON, Act, Given
from vardkedja.rules import acute as rules
from vardkedja.rules.regions import REGIONS, region_name

LONGEST = 2000  # of what is read; the verb says how long a text may be


def _hospitals(source: Source) -> Options:
    return [(str(one.uuid), one.name) for one in contacting.hospitals(source.case.region)]


def _own_hospital(source: Source) -> str:
    mine = [one for one in contacting.hospitals(source.case.region) if one.pk == source.case.unit_id]
    return str(mine[0].uuid) if mine else ""


def _regions(source: Source) -> Options:
    return [(code, region_name(code)) for code in REGIONS]


def _home(source: Source) -> str:
    return str(source.case.home)


def _caring(source: Source) -> str:
    return str(source.case.elsewhere)


DAY = Field("contacted_on", "Dag för kontakten", "date", value=today)
TIME = Field("contacted_time", "Klockslag (valfritt)", help="Till exempel 13:30.")
FUNCTION = Field("function", "Personens funktion", help="Till exempel bakjour eller vårdplatskoordinator.")
MOTIVE = Field("motive", "Patientens tillstånd", "area", "Tillståndet är skälet till beslutet.", rows=5)
THERE = (
    Field("decided_name", "Vem i hemregionen har beslutat?"),
    Field("decided_function", "Personens funktion och enhet"),
)
NO_WAY_BACK = "Det går inte att ångra."


def _contact(given: Given) -> uuid.UUID:
    typed = Contact(
        on=given.day("contacted_on", "Dag för kontakten"),
        time=given.time("contacted_time"),
        body=given.text("body", LONGEST),
        function=given.text("function", LONGEST),
        hospital=given.id("contacted_hospital"),
    )
    return contacting.contact(given.case_uuid, typed, **given.at_version)


def _decide(given: Given, decision: str) -> uuid.UUID:
    return deciding.decide(
        given.case_uuid,
        decision,
        motive=given.text("motive", LONGEST),
        name=given.text("decided_name", LONGEST),
        function=given.text("decided_function", LONGEST),
        **given.at_version,
    )


def _transfer_decided(given: Given) -> uuid.UUID:
    return _decide(given, rules.TRANSFER)


def _continue_decided(given: Given) -> uuid.UUID:
    return _decide(given, rules.CONTINUE)


def _possible(given: Given) -> uuid.UUID:
    return moving.possible_from(given.case_uuid, given.day("possible_from", "Dagen"), **given.at_version)


def _commitment(given: Given) -> uuid.UUID:
    typed = moving.Outside(
        number=given.text("number", LONGEST),
        region=given.text("region", LONGEST),
        first_day=given.day("first_day", "Första dag"),
        last_day=given.day("last_day", "Sista dag"),
    )
    return moving.commitment(given.case_uuid, typed, **given.at_version)


def _transfer(given: Given) -> uuid.UUID:
    return moving.transfer(given.case_uuid, given.day("transferred_on", "Överföringen"), **given.at_version)


def _end(given: Given) -> uuid.UUID:
    day, reason = given.day("ended_on", "Utskrivningen"), given.text("reason", LONGEST)
    return moving.end(given.case_uuid, day, reason=reason, **given.at_version)


def _void(given: Given) -> uuid.UUID:
    return moving.void(given.case_uuid, reason=given.text("reason", LONGEST), **given.at_version)


_REGISTER, _DECIDE = "Registrera kontakten", "Besluta"
ACTS: dict[str, Act] = {
    "kontakt": Act(
        "Kontakt med hemregionen",
        _REGISTER,
        "Kontakten sparas med dag och person. Den sparas även om den är sen.",
        _contact,
        (DAY, TIME, Field("body", "Vem i hemregionen kontaktades?"), FUNCTION),
    ),
    "kontakt-till-oss": Act(
        "Kontakt från vårdande region",
        _REGISTER,
        "Kontakten sparas med dag och person. Den sparas även om den är sen.",
        _contact,
        (
            DAY,
            TIME,
            Field("contacted_hospital", "Vilket av våra sjukhus kontaktades?", "select", "", _hospitals, _own_hospital),
            Field("body", "Vem i vårdande region tog kontakt?", value=_caring),
            FUNCTION,
        ),
    ),
    "besluta-overforing": Act(
        "Besluta överföring",
        _DECIDE,
        "Du beslutar att patienten ska tas hem. Beslutet kan ändras tills patienten är överförd.",
        _transfer_decided,
        (MOTIVE,),
    ),
    "besluta-fortsatt-vard": Act(
        "Besluta fortsatt vård",
        _DECIDE,
        "Du beslutar att patienten vårdas vidare där den är. Sedan skrivs en specialistvårdsremiss.",
        _continue_decided,
        (MOTIVE,),
    ),
    "hemregionen-overfor": Act(
        "Hemregionens beslut: överföring",
        "Registrera beslutet",
        "Hemregionen tar hem patienten.",
        _transfer_decided,
        (*THERE, MOTIVE),
    ),
    "hemregionen-fortsatt-vard": Act(
        "Hemregionens beslut: fortsatt vård",
        "Registrera beslutet",
        "Patienten vårdas vidare hos er. Hemregionens betalningsförbindelse registreras sedan.",
        _continue_decided,
        (*THERE, MOTIVE),
    ),
    "mojlig": Act(
        "När överföring är möjlig",
        "Registrera dagen",
        "Från den dagen tillåter patientens tillstånd en överföring.",
        _possible,
        (Field("possible_from", "Möjlig från", "date", value=today),),
    ),
    "betalningsforbindelse": Act(
        "Hemregionens betalningsförbindelse",
        "Registrera",
        "Betalningsförbindelsen registreras med sin period. En senare registreras bredvid.",
        _commitment,
        (
            Field("number", "Nummer"),
            Field("region", "Utfärdad av", "select", "", _regions, _home),
            Field("first_day", "Första dag", "date"),
            Field("last_day", "Sista dag", "date"),
        ),
    ),
    "overford": Act(
        "Registrera överföring",
        "Registrera överföringen",
        f"Patienten är i hemregionen och ärendet avslutas. {NO_WAY_BACK}",
        _transfer,
        (Field("transferred_on", "Överförd", "date", value=today),),
    ),
    "avsluta": Act(
        "Avsluta inskrivningen",
        "Avsluta",
        f"Patienten är utskriven eller avliden. Ingenting mer efterfrågas. {NO_WAY_BACK}",
        _end,
        (Field("ended_on", "Utskriven", "date", value=today), REASON),
    ),
    "felregistrerad": Act(
        "Felregistrerad",
        "Markera som felregistrerad",
        f"Ärendet registrerades av misstag. Det finns kvar att läsa, med skälet. {NO_WAY_BACK}",
        _void,
        (REASON,),
    ),
}
DESK = Desk(
    prefix="svr_acute",
    acts=ACTS,
    at=look.at,
    url="svr-acute",
    over="Akut inskriven",
    path="/specialistvard/akut/",
    patient=present.patient,
    turn=lambda case: case.version,
    toward=lambda case, what: "",
    event_words=present.EVENT_WORDS,
)


def act(request: HttpRequest, case_uuid: uuid.UUID, what: str) -> HttpResponse:
    """Show what an act does and what it needs; on POST do it."""
    return DESK.page(request, case_uuid, what)


@require_POST
def autosave(request: HttpRequest, case_uuid: uuid.UUID, what: str) -> HttpResponse:
    """Keep what is typed on an act's page, from the first key."""
    return DESK.autosave(request, case_uuid, what)
