"""The doctor's journey: from an empty form to a paper that is found again (RUS-04…RUS-42)."""

import io

import pikepdf
import pypdfium2
import pytest
from playwright.sync_api import expect

from tests.journeys.steps import JOHAN, NARROW, Visitor, known, number_of, pick_receiver, picture, tick

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]
AMINA = "19980905-9844"


def test_a_doctor_writes_comes_back_issues_prints_and_finds_it_again(visit: Visitor) -> None:
    """Johan picks himself, writes for Amina, is called away, comes back from Min dag, issues, prints, finds it again.

    RUS-04 and RUS-06 (what the register knows), RUS-09 (receiver by search), RUS-14 (agreement follows),
    RUS-36 (saved), RUS-37 (issued), RUS-39 (printed), RUS-42 (found), RUS-23 (validity, and why).
    """
    # He picks himself, and sees his day.
    page = visit.window()
    page.goto("/")
    picture(page, "valj-person")
    page.get_by_role("button", name=JOHAN).click()
    expect(page.get_by_role("heading", name="Väntar på dig")).to_be_visible()
    picture(page, "min-dag")

    # A new form: he types the number, and the register's answer comes by itself.
    page.get_by_role("link", name="Ny RUS-remiss", exact=True).click()
    page.get_by_label("Personnummer", exact=True).fill(AMINA)
    expect(known(page, "Namn")).to_have_text("Amina Idelund")
    expect(known(page, "Betalningsansvarigt landsting")).to_have_text("Region Kalmar län")
    expect(page.get_by_role("status").filter(has_text="Sparat")).to_be_visible()
    picture(page, "patienten-ifylld")

    # He types a part of the receiver's name and picks it; the agreement follows and says why.
    page.get_by_role("searchbox", name="Remiss till").fill("ryggkir link")
    expect(
        page.get_by_role("button", name="Ryggkirurgiska kliniken, Universitetssjukhuset i Linköping")
    ).to_be_visible()
    picture(page, "mottagare-traffar", of=page.locator("#receiver-hits"))
    pick_receiver(page, "ryggkir link", "Ryggkirurgiska kliniken, Universitetssjukhuset i Linköping")
    expect(page.get_by_role("radio", name="Regionavtal")).to_be_checked()
    agreement = page.get_by_role("group", name="Avtal", exact=True)
    agreement.get_by_text("Varför?").click()
    expect(agreement).to_contain_text("Region Östergötland")
    picture(page, "avtal-varfor", of=agreement)

    # Ground and question, and then the phone rings: he saves.
    page.get_by_label("Diagnos, fråga").fill("Spinal stenos L4–L5, gångsträcka 50 meter.\nFråga: dekompression?")
    tick(page, "Kap 2 Vård efter initiativ från hemlandsting")
    tick(page, "Jag bekräftar att vården inte kan erbjudas i Region Kalmar län")
    expect(page.get_by_text("Allt är ifyllt. Remissen kan utfärdas.")).to_be_visible()
    picture(page, "allt-ifyllt")
    page.get_by_role("button", name="Spara och stäng").click()
    expect(page.locator(".vk-head")).to_contain_text("Utkast")
    remissid = number_of(page)
    picture(page, "utkast")

    # Half an hour later: Min dag, the list, the row, and on he goes.
    page.get_by_role("link", name="Min dag").click()
    page.get_by_role("region", name="Väntar på enheten").get_by_role("link", name="Att färdigställa").click()
    picture(page, "att-fardigstalla")
    page.get_by_role("row", name=remissid).get_by_role("link", name="Amina Idelund").click()
    page.get_by_role("link", name="Öppna och utfärda").click()
    expect(page.get_by_label("Diagnos, fråga")).to_have_value(
        "Spinal stenos L4–L5, gångsträcka 50 meter.\nFråga: dekompression?"
    )
    page.get_by_role("button", name="Utfärda och skriv ut", exact=True).click()
    expect(page.get_by_text("Remissen är utfärdad och låst.")).to_be_visible()
    expect(page.locator(".vk-head")).to_contain_text("Utfärdad")
    picture(page, "utfardad")

    # Why is it valid until that day?
    now = page.get_by_role("region", name="Vad händer nu").or_(page.get_by_role("complementary", name="Vad händer nu"))
    expect(now).to_contain_text("Giltig t.o.m.")
    now.get_by_text("Varför?").click()
    expect(now).to_contain_text("månader")
    expect(now).to_contain_text("RUS-remiss instruktion")
    picture(page, "giltighet-varfor", of=now)

    # The paper: what the browser gets is a PDF, tagged, with the text that was written.
    address = page.get_by_role("link", name="Skriv ut den här").get_attribute("href")
    answer = page.request.get(address or "")
    assert answer.headers["content-type"] == "application/pdf"
    text, pages = _read(answer.body())
    assert pages == 1
    assert all(words in text for words in ("Amina Idelund", "dekompression?", remissid, "Ryggkirurgiska kliniken"))

    # Found again, by number and by Remissid; the number never stands in the address.
    for typed in (AMINA, remissid):
        page.goto("/")
        page.get_by_role("searchbox", name="Sök personnummer eller remissid").fill(typed)
        page.keyboard.press("Enter")
        expect(page.get_by_role("row", name=remissid)).to_contain_text("Utfärdad")
        assert AMINA[:8] not in page.url
    picture(page, "hittad")
    page.get_by_role("link", name="Amina Idelund").click()
    expect(page.locator(".vk-head")).to_contain_text(remissid)

    # And on the phone in the corridor.
    page.set_viewport_size(NARROW)
    picture(page, "mobil-utfardad")


def _read(body: bytes) -> tuple[str, int]:
    """The text of a PDF and its number of pages; it must be whole and tagged."""
    with pikepdf.open(io.BytesIO(body)) as opened:
        assert opened.Root.MarkInfo.Marked
    document = pypdfium2.PdfDocument(body)
    text = "".join(sheet.get_textpage().get_text_bounded() for sheet in document)
    return " ".join(text.split()), len(document)
