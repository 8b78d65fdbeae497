"""The care had begun when the region opened the referral: no commitment afterwards, and the sender reads why."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.referral_steps import choose, clean, day, done, line, open_line, press, shown, state
from tests.journeys.specialist_steps import (
    CASPER,
    HENRIK,
    UPPSALA,
    YASMIN,
    acts,
    answer,
    fetch,
    fill,
    number_of,
    receiver,
    shelf,
)
from tests.journeys.steps import Visitor, picture, refusal, tick

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]
TINDRA = "20010101-9941"
AFTERWARDS = "Betalningsförbindelse utfärdas inte i efterhand"
WHY = "Patienten skrevs in innan regionen hade godkänt vården."


def test_a_referral_that_was_opened_too_late(visit: Visitor) -> None:
    """SVR-06, SVR-09, SVR-35: written, signed, sent, refused with its reason, dismissed, and read by the sender."""
    secretary, doctor, officer = visit.signed_in(YASMIN), visit.signed_in(CASPER), visit.signed_in(HENRIK)
    writes(secretary)
    number = number_of(secretary)
    signs_and_sends(doctor, number)

    shelf(officer, "Att bedöma")
    open_line(officer, number)
    acts(officer, "Börja bedöma")
    assesses(officer)
    is_refused(officer)
    dismisses(officer)

    reads(doctor, number)
    secretary.goto(officer.url.split("?")[0])
    state(secretary, "Avvisad")
    expect(secretary.get_by_role("link", name="Jag har läst beslutet")).to_have_count(0)


def writes(page: Page) -> None:
    """Yasmin writes; the panel beside says what is left until nothing is, and Casper is to sign."""
    page.get_by_role("link", name="Ny specialistvårdsremiss", exact=True).click()
    fetch(page, TINDRA)
    tick(page, "Patientens val")
    tick(page, "Sluten vård")
    receiver(page, UPPSALA)
    shown(page, "svr-skriv")
    fill(page, specialty="Internmedicin", complaints="Återkommande feber och ledvärk, utredd utan svar.")
    fill(page, diagnosis="Oklar inflammatorisk sjukdom", measure="Utredning inneliggande", admission_on=day(-1))
    answer(page, "Har patienten fått veta vilka kostnader som inte ersätts?", "Ja")
    page.get_by_label("Signeras av").select_option(label="Casper Ärtholmen, överläkare")
    clean(page)
    press(page, "Spara")
    expect(page.get_by_text("Utkastet är sparat.")).to_be_visible()


def signs_and_sends(page: Page, number: str) -> None:
    """Casper finds it among what is to be signed, reads, signs and sends."""
    shelf(page, "Att färdigställa och signera")
    open_line(page, number)
    choose(page, "Signera")
    expect(page.get_by_role("main")).to_contain_text("Återkommande feber och ledvärk")
    press(page, "Signera remissen")
    done(page)
    state(page, "Signerad")
    choose(page, "Skicka till regionen")
    press(page, "Skicka till regionen")
    done(page)
    state(page, "Inskickad")
    clean(page)
    shown(page, "svr-skickad")


def assesses(page: Page) -> None:
    """Everything else is in order, so that only the day stands in the way."""
    choose(page, "Bedöm")
    answer(page, "Samma slags vård som i regionen?", "Ja")
    answer(page, "Samma indikation?", "Ja")
    tick(page, "Direkt av en annan region")
    page.get_by_label("Region som finansierar").select_option(label="Region Uppsala")
    press(page, "Spara bedömningen")
    done(page)
    before = page.get_by_role("region", name="Inför ett godkännande")
    expect(before).to_contain_text(AFTERWARDS)
    shown(page, "svr-vard-paborjad")


def is_refused(page: Page) -> None:
    """Approval is refused, and says why in words and with its source."""
    choose(page, "Godkänn")
    fill(page, period_to=day(10))
    press(page, "Godkänn")
    expect(refusal(page)).to_contain_text(AFTERWARDS)
    page.locator("details", has_text="Varför").first.locator("summary").click()
    expect(page.get_by_role("main")).to_contain_text("Valfrihet – patientens val")
    clean(page)
    picture(page, "svr-inte-i-efterhand")


def dismisses(page: Page) -> None:
    """Dismissed with the reason; the page says what the patient can do next."""
    page.get_by_role("link", name="Avbryt och gå tillbaka").click()
    choose(page, "Avvisa")
    press(page, "Avvisa")
    expect(refusal(page)).to_contain_text("Skäl saknas")
    page.get_by_label("Skäl", exact=True).fill(WHY)
    press(page, "Avvisa")
    done(page)
    state(page, "Avvisad")
    clean(page)


def reads(page: Page, number: str) -> None:
    """The sender finds the decision in the list, reads it and marks it read; then it is gone from the list."""
    shelf(page, "Beslut att läsa")
    open_line(page, number)
    expect(page.get_by_role("region", name="Beslut")).to_contain_text(WHY)
    shown(page, "svr-beslut-att-lasa")
    acts(page, "Jag har läst beslutet", "Kvittera")
    shelf(page, "Beslut att läsa")
    expect(line(page, number)).to_have_count(0)
