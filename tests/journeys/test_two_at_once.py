"""Two people act on the same referral: the second reads what happened, and the text is still there."""

import pytest
from playwright.sync_api import expect

from tests.journeys.referral_steps import (
    BORAS,
    EVALENA,
    GUSTAV,
    LOVISA,
    MOLNDAL,
    OSKAR,
    assess_by,
    choose,
    clean,
    forward,
    press,
    sign_and_send,
    state,
    write,
)
from tests.journeys.steps import Visitor, picture

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]
ANSWER = "Operation planeras. Patienten kallas i januari."


def test_an_answer_that_comes_after_a_forwarding(visit: Visitor) -> None:
    """X-08, REM-37: Lovisa forwards while Gustav writes; his answer is not sent, he reads why, and keeps his text."""
    eva, oskar = visit.signed_in(EVALENA), visit.signed_in(OSKAR)
    number = write(eva, "19540602-9917", MOLNDAL, "Axelsmärta vänster. Fråga: operation?")
    sign_and_send(oskar, number)
    lovisa, gustav = visit.signed_in(LOVISA), visit.signed_in(GUSTAV)
    assess_by(lovisa, number, GUSTAV)
    gustav.goto(lovisa.url.partition("?")[0])
    choose(gustav, "Besvara remissen")
    gustav.get_by_label("Svar", exact=True).press_sequentially(ANSWER)
    forward(lovisa, BORAS, "Patienten bor i Borås.")
    state(lovisa, "Vidarebefordrad")

    press(gustav, "Signera och skicka svaret")
    expect(gustav.get_by_role("alert")).to_contain_text("Någon annan hann före")
    expect(gustav.get_by_role("alert")).to_contain_text("Remissen vidarebefordrades")
    expect(gustav.get_by_label("Svar", exact=True)).to_have_value(ANSWER)
    clean(gustav)
    picture(gustav, "remiss-hann-fore")
    gustav.get_by_role("link", name="Avbryt och gå tillbaka").click()
    state(gustav, "Vidarebefordrad")
    oskar.reload()
    state(oskar, "Skickad")
