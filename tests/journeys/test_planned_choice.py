"""The patient chooses planned care elsewhere, and another region's provider asks: from the request to a checked paper."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.referral_steps import choose, clean, day, done, press, shown, state
from tests.journeys.specialist_steps import (
    MEHDI,
    OTTILIA,
    UPPSALA,
    acts,
    answer,
    checked,
    code_on,
    fetch,
    fill,
    number_of,
    printed,
    receiver,
)
from tests.journeys.steps import Visitor, picture, refusal, tick

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]
HELGA = "19960820-9947"
LATER, LAST, LONGER = day(20), day(50), day(80)


def test_a_request_from_outside_becomes_a_paper_that_can_be_checked(visit: Visitor) -> None:
    """SVR-05, SVR-11 to SVR-14, SVR-36: registered without a referral, completed, assessed, approved, read, checked, replaced."""
    officer = visit.signed_in(MEHDI)
    registers(officer)
    number = number_of(officer)
    asks_for_what_is_missing(officer)
    assesses(officer)
    approves(officer)
    first = code_on(printed(officer, "Betalningsförbindelse"))

    reader, stranger = visit.signed_in(OTTILIA), visit.window()
    reads_and_prints(reader, number, first)
    checked(stranger, number, first, "Giltig")
    clean(stranger)
    shown(stranger, "svr-kontrollera")

    changes_the_period(officer)
    second = code_on(printed(officer, "Betalningsförbindelse, version 2"))
    checked(stranger, number, first, "Makulerad eller ersatt")
    checked(stranger, number, second, "Giltig")
    expect(stranger.get_by_role("main")).to_contain_text(LONGER)


def registers(page: Page) -> None:
    """The officer registers the request: no referral is asked for, and the diagnosis may be missing."""
    page.get_by_role("link", name="Kö och beslut", exact=True).first.click()
    page.get_by_role("link", name="Registrera begäran utifrån").click()
    tick(page, "Vårdgivare utanför regionen")
    page.get_by_label("Namn på den som frågar").fill("Hjärtkliniken i Halmstad")
    fetch(page, HELGA)
    receiver(page, UPPSALA)
    fill(page, specialty="Internmedicin", complaints="Andfådd i vila sedan i våras, går högst en trappa.")
    fill(page, measure="Utredning inneliggande, kateterisering", admission_on=LATER)
    clean(page)
    shown(page, "svr-begaran-utifran")
    press(page, "Registrera")
    done(page)
    state(page, "Inskickad")
    expect(page.get_by_role("main")).to_contain_text("Hjärtkliniken i Halmstad")


def asks_for_what_is_missing(page: Page) -> None:
    """The diagnosis is missing: it is asked for by name, and registered when it has come."""
    acts(page, "Börja bedöma")
    expect(page.get_by_role("region", name="Inför ett godkännande")).to_contain_text("Diagnos")
    choose(page, "Begär komplettering")
    expect(page.get_by_label("Vad saknas?")).to_have_value(re.compile("diagnos", re.I))
    press(page, "Begär komplettering")
    done(page)
    state(page, "Komplettering begärd")
    choose(page, "Lämna komplettering")
    fill(page, diagnosis="Misstänkt pulmonell hypertension", text="Brev från Hjärtkliniken med diagnosen.")
    page.get_by_label("Lämnad av").select_option(label="Patientens vårdgivare")
    press(page, "Lämna kompletteringen")
    done(page)
    state(page, "Under bedömning")


def assesses(page: Page) -> None:
    """The office makes its own assessment, since no provider of the region has seen the patient."""
    choose(page, "Bedöm")
    answer(page, "Samma slags vård som i regionen?", "Ja")
    answer(page, "Samma indikation?", "Ja")
    tick(page, "Direkt av en annan region")
    page.get_by_label("Region som finansierar").select_option(label="Region Uppsala")
    fill(page, own_text="Utredningen skulle göras inneliggande även i regionen.")
    answer(page, "Är regionens indikationer uppfyllda?", "Ja")
    clean(page)
    shown(page, "svr-bedom")
    press(page, "Spara bedömningen")
    done(page)
    expect(page.get_by_role("region", name="Inför ett godkännande")).to_have_count(0)


def approves(page: Page) -> None:
    """Approved before the care; the last day is asked for when it is forgotten."""
    choose(page, "Godkänn")
    fill(page, period_from=day())
    shown(page, "svr-godkann")
    press(page, "Godkänn")
    expect(refusal(page)).to_be_visible()
    fill(page, period_to=LAST)
    press(page, "Godkänn")
    done(page)
    state(page, "Betalningsförbindelse utfärdad")
    clean(page)
    shown(page, "svr-utfardad")


def reads_and_prints(page: Page, number: str, code: str) -> None:
    """The receiver signs in, finds the case, reads the decision and prints the commitment; the basis of others is not there."""
    page.get_by_role("link", name="Specialistvård", exact=True).click()
    page.get_by_role("link", name="Helga Vinteräng").first.click()
    expect(page.locator(".vk-head")).to_contain_text(number)
    expect(page.get_by_role("region", name="Beslut")).to_contain_text("Godkänd")
    paper = printed(page, "Betalningsförbindelse")
    assert code in paper
    assert LAST in paper
    clean(page)
    picture(page, "svr-mottagare")


def changes_the_period(page: Page) -> None:
    """A longer stay: a new version replaces the paper, and the reason is asked for."""
    choose(page, "Ändra perioden")
    fill(page, period_to=LONGER)
    press(page, "Utfärda ny version")
    expect(refusal(page)).to_contain_text("Skäl saknas")
    fill(page, reason="Utredningen tar längre tid.")
    press(page, "Utfärda ny version")
    done(page)
