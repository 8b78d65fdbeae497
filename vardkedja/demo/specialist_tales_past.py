"""What was asked for and decided in the half year before, for the statistics. Invented people."""

from typing import Any, NamedTuple

from vardkedja.demo.referral_telling import does
from vardkedja.demo.specialist_tales_sender import EXPERTS, LISTED
from vardkedja.demo.specialist_telling import (
    CASPER,
    CHOICE,
    ELOF,
    GUARANTEE,
    GUNVOR,
    HENRIK,
    INGALILL,
    INITIATIVE,
    MEHDI,
    NADIA,
    RASMUS,
    SELMA,
    UMEA,
    UPPSALA,
    UPPSALA_ORTOPED,
    YASMIN,
    Wish,
    approved,
    assessed,
    filed,
    sent,
)
from vardkedja.demo.telling import Step, ago


class Past(NamedTuple):
    """One that is over: who wrote and who signed it, how many working days ago it was sent and decided, and by whom."""

    name: str
    patient: str
    to_unit: str
    specialty: str
    basis: tuple[str, str, str]
    who: tuple[str, str]
    days: tuple[int, int]
    officer: str
    box: str = CHOICE
    refusal: str = ""


# Where the box is not the patient's choice: what else stands in the form. Days count from the day the demo is loaded.
MORE: dict[str, dict[str, Any]] = {
    CHOICE: {},
    INITIATIVE: EXPERTS | {"explanation": "Behandlingen har inte hjälpt. Ny bedömning behövs."},
    GUARANTEE: LISTED | {"listed_since": -330, "guarantee_on": -240},
}
ROWS = (
    Past(
        *("sex-manader-kna", "19800608-9851", UPPSALA_ORTOPED, "Ortopedi"),
        ("Låsningar i knät.", "Meniskskada höger", "Meniskoperation"),
        (YASMIN, CASPER),
        (122, 113),
        HENRIK,
    ),
    Past(
        *("sex-manader-hud", "19950712-9881", UMEA, "Hudsjukvård"),
        ("Utslag i ansiktet.", "Kutan lupus", "Utredning på vårdavdelning"),
        (SELMA, GUNVOR),
        (118, 106),
        MEHDI,
        INITIATIVE,
    ),
    Past(
        *("fem-manader-rygg", "19671019-9933", UPPSALA_ORTOPED, "Ortopedi"),
        ("Ischias i höger ben.", "Diskbråck L4–L5", "Mikrokirurgi"),
        (RASMUS, RASMUS),
        (105, 84),
        INGALILL,
        GUARANTEE,
    ),
    Past(
        *("fem-manader-fot", "19591108-9885", UPPSALA_ORTOPED, "Ortopedi"),
        ("Ont i hälen på morgonen.", "Plantar fasciit", "Operation"),
        (YASMIN, CASPER),
        (102, 93),
        HENRIK,
        CHOICE,
        "Operation görs inte för den här diagnosen i Region Stockholm.",
    ),
    Past(
        *("fyra-manader-mage", "19501126-9940", UPPSALA, "Internmedicin"),
        ("Järnbrist utan känd orsak.", "Järnbristanemi", "Utredning på vårdavdelning"),
        (NADIA, ELOF),
        (88, 79),
        MEHDI,
    ),
    Past(
        *("fyra-manader-hoft", "19561005-9916", UPPSALA_ORTOPED, "Ortopedi"),
        ("Ljumsksmärta, svårt att gå i trappor.", "Koxartros höger", "Höftprotes höger"),
        (YASMIN, CASPER),
        (84, 56),
        HENRIK,
    ),
    Past(
        *("tre-manader-hud", "19921027-9924", UMEA, "Hudsjukvård"),
        ("Hudförtjockning på händerna.", "Sklerodermi", "Behandling på vårdavdelning"),
        (SELMA, GUNVOR),
        (74, 66),
        HENRIK,
        INITIATIVE,
    ),
    Past(
        *("tre-manader-axel", "19670606-9959", UPPSALA_ORTOPED, "Ortopedi"),
        ("Stel axel sedan ett år.", "Frusen skuldra", "Kapsellösning"),
        (YASMIN, CASPER),
        (70, 61),
        MEHDI,
        CHOICE,
        "Samma vård ges med kort väntetid i Region Stockholm.",
    ),
    Past(
        *("tva-manader-hjarta", "19410613-9910", UPPSALA, "Internmedicin"),
        ("Hjärtklappning och yrsel.", "Förmaksflimmer", "Ablation"),
        (NADIA, ELOF),
        (59, 49),
        HENRIK,
    ),
    Past(
        *("tva-manader-kna", "19280906-9871", UPPSALA_ORTOPED, "Ortopedi"),
        ("Knäsmärta i vila, går inomhus med rollator.", "Gonartros höger", "Knäprotes höger"),
        (YASMIN, CASPER),
        (52, 44),
        MEHDI,
    ),
    Past(
        *("en-manad-hud", "19881203-9868", UMEA, "Hudsjukvård"),
        ("Sår på underbenen.", "Vaskulit i huden", "Utredning på vårdavdelning"),
        (SELMA, GUNVOR),
        (45, 33),
        HENRIK,
        INITIATIVE,
    ),
)


def _steps(row: Past) -> tuple[Step, ...]:
    (by, doctor), (asked, decided) = row.who, row.days
    if row.refusal:
        ruled = does(ago(decided, "13:10"), row.officer, "reject", reason=row.refusal)
    else:
        ruled = approved(decided, "13:10", row.officer)
    found = {"same_indication": False} if row.refusal else {}
    return (
        *sent(asked, "10:00", by, doctor),
        *assessed(asked - 4, "09:30", row.officer, **found),
        ruled,
        *filed(decided - 1, "09:00", row.officer, by),
    )


def _admission(row: Past) -> int:
    """A day after the decision: so many working days are at least this many days ago."""
    return -(row.days[1] * 7 // 5) + 21


PAST = tuple(
    Wish(
        *(row.name, row.patient, row.to_unit, row.specialty, row.basis, _steps(row)),
        box=row.box,
        doctor=row.who[1],
        admission=_admission(row),
        more=MORE[row.box],
    )
    for row in ROWS
)
