"""A referral that is forwarded twice: the sender always sees who has it now, and the trail stands."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.referral_steps import (
    BORAS,
    EVALENA,
    JOAKIM,
    LIDKOPING,
    LOVISA,
    MOLNDAL,
    NADJA,
    OSKAR,
    RUNA,
    assess_by,
    choose,
    clean,
    desk,
    done,
    forward,
    happened,
    line,
    open_line,
    press,
    sign_and_send,
    state,
    write,
)
from tests.journeys.steps import Visitor, picture, tick, violations

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]
QUESTION = "Knäartros höger, nattlig värk trots träning. Fråga: operation?"


def test_a_referral_is_forwarded_twice(visit: Visitor) -> None:
    """REM-31, REM-36, REM-38, REM-17: Mölndal to Borås to Lidköping; Oskar reads of both, and of the answer last."""
    secretary, oskar = visit.signed_in(EVALENA), visit.signed_in(OSKAR)
    number = write(secretary, "20170427-9940", MOLNDAL, QUESTION)
    picture(secretary, "remiss-att-signera")
    sign_and_send(oskar, number)
    state(oskar, "Skickad")
    picture(oskar, "remiss-skickad")

    molndal = visit.signed_in(LOVISA)
    assess_by(molndal, number, "Gustav Brännmark")
    picture(molndal, "remiss-bedomare-utsedd")
    forward(molndal, BORAS, "Patienten bor i Borås.")
    state(molndal, "Vidarebefordrad")
    reads_of_a_new_receiver(oskar, number, BORAS)

    boras = visit.signed_in(JOAKIM)
    desk(boras, "Vårt arbete", "Inkorg konsultationsärenden")
    expect(line(boras, number)).to_contain_text("Ingen bedömare")
    assess_by(boras, number, NADJA)
    forward(boras, LIDKOPING, "Protesen görs i Lidköping.")
    reads_of_a_new_receiver(oskar, number, LIDKOPING)
    picture(oskar, "remiss-ny-mottagare")

    runa = visit.signed_in(RUNA)
    assess_by(runa, number, RUNA)
    state(runa, "Ej bedömd")
    assert violations(runa) == []
    choose(runa, "Besvara remissen")
    runa.get_by_label("Svar", exact=True).fill("Operation planeras i januari. Kallelse följer.")
    press(runa, "Signera och skicka svaret")
    state(runa, "Besvarad")

    desk(oskar, "Mitt arbete", "Att vidimera")
    open_line(oskar, number)
    oskar.get_by_role("region", name="Att vidimera: Slutsvar").get_by_role("link", name="Läs och vidimera").click()
    expect(oskar.get_by_role("main")).to_contain_text("Operation planeras i januari.")
    picture(oskar, "remiss-vidimera")
    tick(oskar, "Ja, avsluta bevakningen")
    press(oskar, "Vidimera")
    done(oskar)
    state(oskar, "Bevakning avslutad")
    the_trail_stands(oskar)
    clean(oskar)


def reads_of_a_new_receiver(page: Page, number: str, unit: str) -> None:
    """The sender finds it among what is to be attested, reads where it is now, and attests."""
    desk(page, "Mitt arbete", "Att vidimera")
    open_line(page, number)
    expect(page.get_by_role("heading", level=1)).to_contain_text(unit)
    notice = page.get_by_role("region", name="Att vidimera").filter(has_text=unit)
    expect(notice).to_contain_text("Remissen är skickad vidare.")
    notice.get_by_role("button", name="Vidimera").click()
    done(page)
    state(page, "Skickad")


def the_trail_stands(page: Page) -> None:
    """Everything that was done stands in the history with who did it and where."""
    expect(happened(page, "vidarebefordrades")).to_have_count(2)
    for who in (EVALENA, LOVISA, JOAKIM, RUNA):
        expect(page.locator(".vk-time")).to_contain_text(who)
    expect(page.locator(".vk-time")).to_contain_text("Vidimerad")
