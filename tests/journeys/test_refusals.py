"""The refusals: every reason is said at once, somebody can do something about each, and nothing typed is lost."""

import re
import uuid

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.steps import (
    ANNIKA,
    ELIN,
    ELLINOR,
    JOHAN,
    STAFFAN,
    Visitor,
    issue,
    known,
    new_referral,
    number_of,
    pick_receiver,
    picture,
    refusal,
    tick,
)

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]
INITIATIVE = "Kap 2 Vård efter initiativ från hemlandsting"
CONFIRMED = "Jag bekräftar att vården inte kan erbjudas i Region Kalmar län"
LINKOPING = "Ortopedkliniken, Universitetssjukhuset i Linköping"
QUESTION = "Smärta i höger axel sedan ett år.\nFråga: operation?"


def fill(page: Page, number: str, *, receiver: tuple[str, str] = ("ortoped linköping", LINKOPING)) -> None:
    """A form that lacks nothing but, perhaps, what the journey is about."""
    new_referral(page, number)
    pick_receiver(page, *receiver)
    page.get_by_label("Diagnos, fråga").fill(QUESTION)
    tick(page, INITIATIVE)
    tick(page, CONFIRMED)


def test_a_secretary_cannot_sign(visit: Visitor) -> None:
    """RUS-35: Annika has no button for it and reads who does; the request sent anyway is refused, her text kept."""
    page = visit.signed_in(ANNIKA)
    fill(page, "20010415-9868")
    page.get_by_label("Remitterande läkare").select_option(label="Johan Bergqvist Åkerhielm, överläkare")
    expect(page.get_by_role("button", name="Utfärda och skriv ut")).to_have_count(0)
    expect(page.get_by_role("complementary", name="Vad händer nu")).to_contain_text("Läkare eller verksamhetschef")
    picture(page, "sekreterare", of=page.get_by_role("complementary", name="Vad händer nu"))

    page.get_by_role("button", name="Spara och stäng").evaluate(
        "button => { button.value = 'utfarda'; button.click(); }"
    )
    expect(refusal(page)).to_contain_text("Remissen utfärdades inte")
    expect(refusal(page)).to_contain_text(re.compile("läkare eller verksamhetschef", re.I))
    expect(page.get_by_label("Diagnos, fråga")).to_have_value(QUESTION)


def test_patients_choice_waits_for_the_home_region(visit: Visitor) -> None:
    """RUS-20: Elin is refused, asks, Ellinor approves, and then Elin issues."""
    page = visit.signed_in(ELIN)
    new_referral(page, "19890519-9835")
    pick_receiver(page, "ortoped umeå", "Ortopedkliniken, Norrlands universitetssjukhus")
    page.get_by_label("Diagnos, fråga").fill(QUESTION)
    tick(page, "Kap 4 Patientens val")
    page.get_by_label("Avsnitt i kap 4").select_option("4.3")
    issue(page)
    expect(refusal(page)).to_contain_text("Hemlandstingets godkännande saknas")
    expect(page.get_by_label("Diagnos, fråga")).to_have_value(QUESTION)
    picture(page, "godkannande-saknas")
    page.get_by_role("button", name="Spara och begär godkännande").click()
    expect(page.locator(".vk-head")).to_contain_text("Väntar på godkännande")
    remissid = number_of(page)

    approver = visit.signed_in(ELLINOR)
    approver.get_by_role("link", name="Väntar på godkännande").first.click()
    approver.get_by_role("row", name=remissid).get_by_role("link").first.click()
    approver.get_by_role("link", name="Svara för hemlandstinget").click()
    picture(approver, "svara")
    approver.get_by_role("button", name="Registrera svaret").click()
    expect(approver.locator(".vk-head")).to_contain_text("Klar att utfärda")

    page.get_by_role("link", name="Min dag").click()
    page.get_by_role("link", name="Klara att utfärda").first.click()
    page.get_by_role("row", name=remissid).get_by_role("link").first.click()
    picture(page, "klar-att-utfarda")
    page.get_by_role("link", name="Öppna och utfärda").click()
    issue(page)
    expect(page.get_by_text("Remissen är utfärdad och låst.")).to_be_visible()


def test_a_private_receiver_needs_an_agreement(visit: Visitor) -> None:
    """RUS-30: without saying whose agreement the bill follows it is no commitment; with it, it is issued."""
    page = visit.signed_in(JOHAN)
    fill(page, "19430419-9922", receiver=("havsbris", "Ortopedi, Havsbris Ledklinik"))
    issue(page)
    expect(refusal(page)).to_contain_text(re.compile("avtal", re.I))
    picture(page, "privat-utan-avtal")
    expect(page.get_by_label("Diagnos, fråga")).to_have_value(QUESTION)
    tick(page, "Ersättning från hemlandsting: ange det landsting vars avtal åberopas")
    page.get_by_label("Landsting vars avtal åberopas", exact=True).select_option(label="Region Halland")
    issue(page)
    expect(page.get_by_text("Remissen är utfärdad och låst.")).to_be_visible()


def test_a_number_that_is_wrong_and_a_patient_of_another_region(visit: Visitor) -> None:
    """RUS-04, RUS-36: neither can be saved, the words say what to do, and the text stays for the right number."""
    page = visit.signed_in(ANNIKA)
    new_referral(page, "19980905-9845")
    expect(page.get_by_role("region", name="1 Patient")).to_contain_text("Kontrollsiffran stämmer inte")
    page.get_by_label("Diagnos, fråga").fill(QUESTION)
    page.get_by_role("button", name="Spara och stäng").click()
    expect(refusal(page)).to_contain_text("Utkastet sparades inte")
    picture(page, "fel-kontrollsiffra")

    page.get_by_label("Personnummer", exact=True).fill("19630228-9951")
    page.get_by_role("button", name="Spara och stäng").click()
    expect(refusal(page)).to_contain_text("en annan region")
    expect(page.get_by_role("region", name="1 Patient")).to_contain_text("Region Kronoberg")
    expect(page.get_by_label("Diagnos, fråga")).to_have_value(QUESTION)
    picture(page, "annan-region")

    page.get_by_label("Personnummer", exact=True).fill("19600625-2388")
    page.get_by_role("button", name="Spara och stäng").click()
    expect(page.locator(".vk-head")).to_contain_text("Utkast")
    expect(page.get_by_text("Smärta i höger axel")).to_be_visible()


def test_a_patient_who_moved_out_while_it_was_a_draft(visit: Visitor) -> None:
    """RUS-05: the draft can be read, and says why it cannot be issued."""
    page = visit.signed_in(JOHAN)
    page.goto("/rus/?lista=utkast")
    page.get_by_role("link", name="Solbritt Lövhagen Pilmossen").click()
    page.get_by_role("link", name="Öppna och utfärda").click()
    expect(page.get_by_label("Diagnos, fråga")).to_have_value(re.compile("Hallux rigidus"))
    expect(page.get_by_text("Utkastet kan läsas men inte utfärdas.")).to_be_visible()
    picture(page, "flyttat")


def test_a_double_click_issues_once(visit: Visitor) -> None:
    """RUS-37, X-38: two clicks, one referral."""
    page = visit.signed_in(JOHAN)
    fill(page, "19491114-9898")
    page.get_by_role("button", name="Utfärda och skriv ut", exact=True).dblclick()
    expect(page.get_by_text("Remissen är utfärdad och låst.")).to_be_visible()
    page.get_by_role("searchbox", name="Sök personnummer eller remissid").fill("19491114-9898")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Kjell Smedängen")).to_have_count(1)


def test_somebody_elses_address_is_the_same_as_none(visit: Visitor) -> None:
    """X-06, RUS-42: Staffan at another clinic gets the same page for Johan's referral as for one that never was."""
    page = visit.signed_in(JOHAN)
    page.goto("/rus/")
    page.locator(".vk-list__name").first.click()
    expect(page.locator(".vk-head")).to_be_visible()

    stranger = visit.signed_in(STAFFAN)
    statuses, shown = [], []
    for address in (page.url, f"/rus/{uuid.uuid4()}/"):
        answer = stranger.goto(address)
        statuses.append(answer.status if answer else None)
        shown.append(without_ids(stranger.get_by_role("main").inner_text()))
    assert statuses == [404, 404]
    assert shown[0] == shown[1]
    picture(stranger, "finns-inte")


def without_ids(text: str) -> str:
    """A page's text but for the id that the answer itself has."""
    return re.sub("[0-9a-f]{8}-[0-9a-f-]{27}", "", text)


def test_two_people_in_the_same_draft(visit: Visitor) -> None:
    """X-37: Annika was slower; hers stands beside his, and she decides."""
    annika, johan = visit.signed_in(ANNIKA), visit.signed_in(JOHAN)
    for page in (annika, johan):
        page.goto("/rus/?lista=utkast")
        page.get_by_role("link", name="Nora Hjortmo Norrängen").click()
        page.get_by_role("link", name=re.compile("Skriv vidare|Öppna och utfärda")).click()
    johan.get_by_label("Diagnos, fråga").fill("Johans text om handleden.")
    johan.get_by_role("button", name="Spara och stäng").click()
    expect(johan.locator(".vk-head")).to_contain_text("Utkast")
    annika.get_by_label("Diagnos, fråga").fill("Annikas text om handleden.")
    annika.get_by_role("button", name="Spara och stäng").click()
    expect(annika.get_by_label("Diagnos, fråga")).to_have_value("Annikas text om handleden.")
    expect(annika.get_by_role("main")).to_contain_text("Johans text om handleden.")
    picture(annika, "samtidigt")
    annika.get_by_role("button", name="Spara och stäng").click()
    expect(annika.get_by_role("main")).to_contain_text("Annikas text om handleden.")


def test_signed_out_in_the_middle_of_a_sentence(visit: Visitor) -> None:
    """X-42, RUS-36: the session is gone; after signing in the text is there again."""
    page = visit.signed_in(ANNIKA)
    new_referral(page, "19340228-9981")
    expect(known(page, "Namn")).to_have_text("Barbro Kastelunder")
    page.get_by_label("Diagnos, fråga").fill("Mitt i en mening")
    expect(page.get_by_role("status").filter(has_text="Sparat")).to_be_visible()
    page.context.clear_cookies(name="vk_session")
    page.get_by_role("button", name="Spara och stäng").click()
    expect(page.get_by_role("heading", name="Du är utloggad")).to_be_visible()
    picture(page, "utloggad")
    with page.expect_popup() as opened:
        page.get_by_role("link", name="Logga in i en ny flik").click()
    opened.value.get_by_role("button", name=ANNIKA).click()
    expect(opened.value.get_by_role("heading", name="Min dag")).to_be_visible()
    page.get_by_role("button", name="Skicka igen").click()
    expect(page.locator(".vk-head")).to_contain_text("Utkast")
    expect(page.get_by_role("main")).to_contain_text("Mitt i en mening")


def test_from_the_first_field_to_save_without_a_mouse(visit: Visitor) -> None:
    """X-35, RUS-36: only the keyboard."""
    page = visit.signed_in(ANNIKA)
    page.goto("/rus/ny/")
    keys = page.keyboard
    tab_to(page, "#number")
    keys.type("19360218-9874")
    expect(known(page, "Namn")).to_have_text("Hilding Tallhyttan")
    tab_to(page, "#to_unit")
    keys.type("ortoped linköping")
    expect(page.get_by_role("button", name=LINKOPING)).to_be_visible()
    tab_to(page, "button[name=do][value^=valj]")
    keys.press("Enter")
    expect(known(page, "Remiss till")).to_contain_text(LINKOPING)
    tab_to(page, "#question")
    keys.type("Höftartros. Fråga: protes?")
    tab_to(page, "input[name=ground]")
    keys.press("Space")
    tab_to(page, "#unavailable_confirmed")
    keys.press("Space")
    tab_to(page, "button[name=do][value=spara]")
    keys.press("Enter")
    expect(page.locator(".vk-head")).to_contain_text("Utkast")
    expect(page.get_by_role("main")).to_contain_text("Höftartros. Fråga: protes?")


def tab_to(page: Page, where: str, most: int = 40) -> None:
    """Press Tab until the focus is there; it must be seen."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("where => document.activeElement.matches(where)", where):
            expect(page.locator(":focus")).to_be_in_viewport()
            return
    pytest.fail(f"{most} steg räckte inte till {where}")
