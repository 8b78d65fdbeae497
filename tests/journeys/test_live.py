"""Two people at once: what one does shows at the other's by itself, and nothing moves under the hand."""

import pytest
from playwright.sync_api import expect

from tests.journeys.referral_steps import (
    EVALENA,
    GUSTAV,
    LOVISA,
    MOLNDAL,
    OSKAR,
    choose,
    clean,
    desk,
    line,
    open_line,
    pick,
    press,
    sign_and_send,
    state,
    write,
)
from tests.journeys.steps import Visitor, picture

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]
SOON = 20_000  # milliseconds at most, on a slow machine


def test_a_list_and_an_open_case_say_that_they_have_changed(visit: Visitor) -> None:
    """X-18, X-05: the inbox gets its line by itself; the open case says so quietly and shows it when asked."""
    lovisa, eva, oskar = visit.signed_in(LOVISA), visit.signed_in(EVALENA), visit.signed_in(OSKAR)
    desk(lovisa, "Vårt arbete", "Inkorg konsultationsärenden")
    lovisa.mouse.move(5, 5)
    number = write(eva, "19920217-9959", MOLNDAL, "Stukad fot som inte läker. Fråga: bedömning?")
    sign_and_send(oskar, number)
    expect(line(lovisa, number)).to_contain_text("Ingen bedömare", timeout=SOON)
    expect(lovisa.get_by_text("Listan är uppdaterad.")).to_be_attached()
    picture(lovisa, "inkorg")

    eva.goto(oskar.url.partition("?")[0])
    state(eva, "Skickad")
    open_line(lovisa, number)
    choose(lovisa, "Utse bedömare")
    pick(lovisa, "Bedömare", GUSTAV)
    press(lovisa, "Spara bedömaren")
    gustav = visit.signed_in(GUSTAV)
    gustav.goto(lovisa.url.partition("?")[0].removesuffix("gor/bedomare/"))
    choose(gustav, "Skicka bekräftelse")
    gustav.get_by_label("Väntetid, som den är skriven").fill("4 veckor")
    press(gustav, "Skicka bekräftelsen")
    expect(eva.get_by_text("Ändrat av någon annan nyss.")).to_be_visible(timeout=SOON)
    state(eva, "Skickad")
    clean(eva)
    picture(eva, "remiss-andrad-nyss")
    press(eva, "Visa")
    expect(eva.locator(".vk-time")).to_contain_text("Remissbekräftelse skickades")
