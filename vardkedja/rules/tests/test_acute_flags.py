"""The flags of an emergency admission, in their own words and with the days they name. SVR-21 to SVR-27."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from vardkedja.rules import law
from vardkedja.rules.acute import AcuteFacts, standing
from vardkedja.rules.decision import Who
from vardkedja.rules.law import Terms

HERE = AcuteFacts(direction="here", admitted_on=date(2025, 2, 10))
OUT = replace(HERE, direction="out")
STAYS = replace(OUT, contacted_on=date(2025, 2, 12), decided="continue")
COVERED = ((date(2025, 2, 18), date(2025, 2, 20)), (date(2025, 2, 21), date(2025, 2, 24)))


def texts(facts: AcuteFacts, day: int, terms: Terms = law.SHIPPED) -> list[tuple[str, str]]:
    """Codes and sentences of the flags on a day of February 2025."""
    return [(flag.code, flag.text) for flag in standing(facts, date(2025, 2, day), terms)]


@pytest.mark.parametrize(
    ("facts", "day", "code", "text"),
    [
        (HERE, 15, "SVR-21.highlight", "Kontakta hemregionen senast 17 februari 2025 och registrera kontakten."),
        (
            *(OUT, 17, "SVR-22.highlight"),
            "Vårdande region ska kontakta något av våra akutsjukhus senast 17 februari 2025.",
        ),
        (
            *(replace(HERE, contacted_on=date(2025, 2, 18), ended_on=date(2025, 2, 18)), 18, "SVR-21.late_contact"),
            "Kontakten togs 18 februari 2025. Sista dagen var 17 februari 2025. Kontakten står kvar.",
        ),
        (
            *(replace(OUT, contacted_on=date(2025, 2, 18), ended_on=date(2025, 2, 18)), 18, "SVR-22.late_contact"),
            "Kontakten togs 18 februari 2025. Sista dagen var 17 februari 2025. Kontakten står kvar, och förseningen "
            "gäller vårdande region.",
        ),
        (
            *(STAYS, 14, "SVR-25.not_sent"),
            "Fortsatt vård är beslutad. Den som beslutade skickar en specialistvårdsremiss med Akutvård och planerad "
            "vårdperiod.",
        ),
        (
            *(replace(STAYS, referral_sent=True), 14, "SVR-23.no_commitment"),
            "Fortsatt vård är beslutad och remissen är skickad, men ingen betalningsförbindelse gäller 14 februari 2025.",
        ),
        (
            *(replace(STAYS, commitments=COVERED), 25, "SVR-26.ran_out"),
            "Den gällde t.o.m. 24 februari 2025. Vården fortsätter, så det behövs en ny specialistvårdsremiss med ny "
            "vårdperiod.",
        ),
        (
            *(replace(STAYS, direction="here"), 14, "SVR-27.missing"),
            "Patienten vårdas vidare, men ingen registrerad betalningsförbindelse gäller 14 februari 2025. Begär den "
            "från hemregionen.",
        ),
        (
            *(replace(STAYS, direction="here", commitments=COVERED), 25, "SVR-27.ran_out"),
            "Den gällde t.o.m. 24 februari 2025 och patienten är kvar. Begär en ny från hemregionen och registrera den.",
        ),
        (
            *(replace(STAYS, decided="transfer", possible_from=date(2025, 2, 13)), 14, "SVR-23.transferable"),
            "Patienten har kunnat överföras sedan 13 februari 2025. Ordna överföringen, eller ändra beslutet.",
        ),
    ],
)
def test_each_flag_names_its_days(facts: AcuteFacts, day: int, code: str, text: str) -> None:
    """SVR-21, SVR-22, SVR-23, SVR-25, SVR-26, SVR-27: one flag, its whole sentence."""
    assert texts(facts, day) == [(code, text)]


def test_every_flag_of_a_late_day_at_once() -> None:
    """SVR-21, SVR-23, SVR-27: contact, decision, transfer and cover, in that order."""
    found = texts(replace(HERE, possible_from=date(2025, 2, 14)), 18)
    assert found == [
        (
            "SVR-21.late",
            "Hemregionen skulle ha kontaktats senast 17 februari 2025. Ta kontakten nu och registrera den.",
        ),
        (
            "SVR-23.undecided",
            "Patienten är fortfarande inskriven. Besluta om patienten ska överföras eller vårdas vidare.",
        ),
        (
            "SVR-23.transferable",
            "Patienten har kunnat överföras sedan 14 februari 2025. Ordna överföringen, eller ändra beslutet.",
        ),
        (
            "SVR-27.missing",
            "Patienten vårdas vidare, men ingen registrerad betalningsförbindelse gäller 18 februari 2025. Begär den "
            "från hemregionen.",
        ),
    ]
    late = standing(OUT, date(2025, 2, 18))[0]
    assert late.text == "Vårdande region skulle ha kontaktat något av våra akutsjukhus senast 17 februari 2025."
    assert (late.code, late.who) == ("SVR-22.late", Who.SOMEONE_ELSE)


def test_a_commitment_that_has_not_begun_has_not_run_out() -> None:
    """SVR-26, SVR-27: only one whose last day has passed has run out; one that is to come is none yet."""
    later = ((date(2025, 2, 20), date(2025, 2, 24)),)
    assert [code for code, _ in texts(replace(STAYS, commitments=later), 19)] == ["SVR-25.not_sent"]
    assert [code for code, _ in texts(replace(STAYS, direction="here", commitments=later), 19)] == ["SVR-27.missing"]


def test_a_regions_own_limit_moves_every_flag() -> None:
    """SVR-21, D-06, X-19: with three days and a reminder on the second, all of it comes earlier."""
    entry = (
        '[[entry]]\nname = "{}"\nlabel = "prov"\nfrom = 2025-02-01\nvalue = {}\nunit = "dagar"\nclause = "prov"\n'
        'basis = "found"\n'
    )
    written = entry.format("riksavtal.emergency_days", 3) + entry.format("acute.highlight_day", 2)
    terms = Terms(overlay=law.read(f'title = "Prov"\nchecked = 2026-11-22\n{written}', "own"))
    assert texts(HERE, 11, terms) == []
    assert [code for code, _ in texts(HERE, 12, terms)] == [code for code, _ in texts(HERE, 13, terms)]
    assert texts(HERE, 13, terms) == [
        ("SVR-21.highlight", "Kontakta hemregionen senast 13 februari 2025 och registrera kontakten.")
    ]
    assert [code for code, _ in texts(HERE, 14, terms)] == ["SVR-21.late", "SVR-23.undecided", "SVR-27.missing"]
