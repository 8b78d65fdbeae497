"""A Stockholm patient lies in Umeå: the call, the decision, the Akutvård referral, and a commitment issued afterwards."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.referral_steps import choose, clean, day, done, open_line, press, shown, state
from tests.journeys.specialist_steps import (
    FOLKE,
    INGALILL,
    TOVA,
    acts,
    answer,
    checked,
    code_on,
    fetch,
    fill,
    number_of,
    printed,
    receiver,
    shelf,
)
from tests.journeys.steps import Visitor, picture, refusal, tick

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]
KARIN, NAME = "19950612-9981", "Karin Odelmark"
UMEA = "Medicinkliniken, Norrlands universitetssjukhus"
FIRST, LAST = day(-2), day(12)


def test_a_patient_in_umea_stays_there_and_the_period_is_paid(visit: Visitor) -> None:
    """SVR-22 to SVR-26, SVR-40: the call, the decision, the referral with its period, and the commitment afterwards."""
    nurse, doctor, officer = visit.signed_in(TOVA), visit.signed_in(FOLKE), visit.signed_in(INGALILL)
    takes_the_call(nurse)
    stay = nurse.url.split("?")[0]
    decides(doctor)
    writes(doctor)
    number = number_of(doctor)

    shelf(officer, "Att bedöma")
    open_line(officer, number)
    acts(officer, "Börja bedöma")
    approves(officer)
    code = code_on(printed(officer, "Betalningsförbindelse"))

    stranger = visit.window()
    checked(stranger, number, code, "Giltig")
    for term, on in (("Första dagen", FIRST), ("Sista dagen", LAST)):
        expect(stranger.locator(f"dt:text-is('{term}') + dd")).to_have_text(on)
    nurse.goto(stay)
    expect(nurse.get_by_role("main")).to_contain_text(number)
    clean(nurse)


def takes_the_call(page: Page) -> None:
    """Tova registers the admission and who called, as she hears it."""
    page.get_by_role("link", name="Akut inskrivna", exact=True).first.click()
    page.get_by_role("link", name="Registrera inskrivning").click()
    tick(page, "Vår patient, inskriven i en annan region")
    fetch(page, KARIN)
    fill(page, admitted_on=day(-3), hospital="Norrlands universitetssjukhus", specialty="Internmedicin")
    page.get_by_label("Vårdande region").select_option(label="Region Västerbotten")
    fill(page, contacted_on=day(), body="Medicinkliniken", function="bakjour")
    clean(page)
    shown(page, "akut-registrera")
    press(page, "Registrera inskrivning")
    expect(page.locator(".vk-head")).to_contain_text("Norrlands universitetssjukhus")
    expect(page.get_by_text("Det här gör någon annan")).to_be_visible()  # the decision is the doctor's
    clean(page)


def decides(page: Page) -> None:
    """Folke decides that the care goes on there; the patient's condition is the reason."""
    page.get_by_role("link", name="Akut inskrivna", exact=True).first.click()
    page.get_by_role("link", name=NAME).first.click()
    choose(page, "Besluta fortsatt vård")
    press(page, "Besluta")
    expect(refusal(page)).to_be_visible()
    fill(page, motive="Nyopererad, tål inte en lång transport.")
    press(page, "Besluta")
    done(page)
    shown(page, "akut-fortsatt-vard")


def writes(page: Page) -> None:
    """He writes Akutvård from the case: patient and alternative are there, the period is asked for."""
    page.get_by_role("link", name="Skriv specialistvårdsremiss, Akutvård").click()
    expect(page.get_by_label("Akutvård", exact=True)).to_be_checked()
    receiver(page, UMEA)
    fill(page, complaints="Nyopererad efter blödning i magen, vårdas på uppvakningsavdelning.")
    fill(page, diagnosis="Blödande magsår", measure="Fortsatt vård efter operation", period_from=FIRST)
    answer(page, "Har patienten fått veta vilka kostnader som inte ersätts?", "Nej, av det här skälet")
    fill(page, informed_reason="Patienten är sövd.")
    shown(page, "akut-remiss")
    press(page, "Signera, och gå vidare till att skicka")
    expect(refusal(page)).to_contain_text("eriod")
    fill(page, period_to=LAST)
    clean(page)
    press(page, "Signera, och gå vidare till att skicka")
    press(page, "Skicka till regionen")
    done(page)
    state(page, "Inskickad")


def approves(page: Page) -> None:
    """The officer approves and issues, although the care has begun; a longer stay asks for a new referral."""
    choose(page, "Godkänn")
    expect(page.get_by_label("Gäller fr.o.m.")).to_have_value(FIRST)
    expect(page.get_by_label("Gäller t.o.m.")).to_have_value(LAST)
    press(page, "Godkänn")
    done(page)
    state(page, "Betalningsförbindelse utfärdad")
    expect(page.get_by_role("link", name="Ändra perioden")).to_have_count(0)
    clean(page)
    picture(page, "akut-utfardad")
