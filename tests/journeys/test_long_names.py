"""The longest names there are, and lists with nothing in them, on a telephone."""

import pytest
from playwright.sync_api import expect

from tests.journeys.referral_steps import EVALENA, NADJA, OSKAR, RUNA, clean, day, desk, line, open_line, pick, press
from tests.journeys.steps import NARROW, Visitor, picture

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]
LONGEST = "Neurokirurgiska kliniken, Sahlgrenska universitetssjukhuset Sahlgrenska"


def test_long_names_fit_on_a_phone(visit: Visitor) -> None:
    """X-35: a long patient, unit and person in the form, the list and the case at 390."""
    page = visit.signed_in(EVALENA, size=NARROW)
    page.goto("/remisser/ny/")
    page.get_by_label("Personnummer", exact=True).fill("19420317-2384")
    page.get_by_role("button", name="Hämta", exact=True).click()
    page.get_by_role("searchbox", name="Remiss till").fill("neurokirurgiska sahlgrenska")
    page.get_by_role("button", name=LONGEST).click()
    page.get_by_label("Frågeställning").fill("Lumbalspinalstenosoperationsuppföljningsbedömning. Fråga: " + "ä" * 60)
    page.get_by_label("Beslut om remiss").fill(day())
    pick(page, "Remittent", OSKAR)
    clean(page)
    press(page, "Klar för signering")
    expect(page.locator(".vk-patient")).to_contain_text("Gun-Britt Alexandersson von Rosenstråle")
    clean(page)
    number = page.locator(".vk-head .vk-id").inner_text().strip()
    picture(page, "mobil-remiss")
    page.goto("/remisser/vart/?lista=signera")
    expect(line(page, number)).to_contain_text(LONGEST)
    clean(page)
    open_line(page, number)


def test_empty_lists_say_that_all_is_well(visit: Visitor) -> None:
    """X-35: each list without lines says what would have been there, at 390."""
    page = visit.signed_in(RUNA, size=NARROW)
    for address in ("mitt/?lista=webcert", "mitt/?lista=skicka", "vart/?lista=bevaka", "papper/", "diktat/"):
        if page.goto(f"/remisser/{address}").status != 200:  # type: ignore[union-attr]
            continue
        expect(page.locator(".vk-empty")).to_be_visible()
        clean(page)
    nadja = visit.signed_in(NADJA, size=NARROW)
    desk(nadja, "Mitt arbete", "Att vidimera")
    expect(nadja.get_by_role("main")).to_contain_text("inget väntar")
    picture(nadja, "mobil-tom-lista")
