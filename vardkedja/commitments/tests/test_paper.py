"""The Kalmar form on paper: blocks in order, boxes, watermark, code, same bytes (RUS-01, RUS-22, RUS-39, RUS-44, RUS-47)."""

import io
import json
from typing import Any

import pikepdf
import pypdfium2
import pytest

from vardkedja.commitments import papers
from vardkedja.kernel.paper import codes
from vardkedja.kernel.tests.test_paper import photocopy

EXAMPLES = papers.FORMS / "exempel"


def filled(name: str = "remiss", **bent: Any) -> dict[str, Any]:
    """An example's data with some of it changed; `document` parts are laid over the example's."""
    data = json.loads((EXAMPLES / f"{name}.json").read_text())
    data["document"] |= bent.pop("document", {}) | {"date": "2025-01-31T10:41:07+01:00"}
    return data | bent


def text_of(pdf: bytes) -> str:
    """All text of a PDF in reading order, spaces and breaks as one space."""
    pages = [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(io.BytesIO(pdf))]
    return " ".join(" ".join(pages).split())


def printed(form: str = "remiss", data: dict[str, Any] | None = None) -> bytes:
    return papers.PRESS.print(papers.FORMS / f"{form}.typ", data or filled(form))


BLOCKS = (
    "Remiss från (inrättning, klinik eller motsv., adress)",
    "Remiss till (inrättning, klinik eller motsv., adress)",
    "REMISS/BETALNINGSFÖRBINDELSE",
    "Personnr",
    "Namn",
    "Adress",
    "Tfn",
    "Betalningsansvarigt landsting",
    "Remissid",
    "1. Riksavtal",
    "Remissens giltighet",
    "Remiss till privat vårdgivare med vårdavtal är ogiltig",
    "Ersättning från hemlandsting",
    "Remitterande läkare",
    "Underskrift och namnförtydligande",
    "Utfärdad efter samråd med",
    "Godkännande av hemlandsting",
    "Diagnos, fråga",
)


def test_rus_39_the_blocks_stand_in_the_order_people_know_under_the_title_of_the_form() -> None:
    """RUS-39, RUS-01, RUS-47: title, subtitle, every block in order, labels that keep the word landsting."""
    text = text_of(printed())
    places = [text.find(block) for block in BLOCKS]
    assert -1 not in places, BLOCKS[places.index(-1)]
    assert places == sorted(places)
    assert "Riks-, region- och mellanlänsavtal" in text
    assert "Region Kalmar län" in text


def alternatives(pdf: bytes) -> str:
    """The text equivalents of pictures and boxes, in the order of the document's tags."""
    found: list[str] = []

    def walk(node: Any) -> None:
        if isinstance(node, pikepdf.Array):
            for child in node:
                walk(child)
        elif isinstance(node, pikepdf.Dictionary):
            if "/Alt" in node:
                found.append(str(node["/Alt"]))
            if "/K" in node:
                walk(node["/K"])

    with pikepdf.open(io.BytesIO(pdf)) as document:
        walk(document.Root.StructTreeRoot["/K"])
    return " ".join(found)


def test_rus_39_unticked_boxes_are_printed_and_said() -> None:
    """RUS-39: a regionavtal referral shows 2 ticked, 1 and 3 unticked; a screen reader hears which."""
    said = alternatives(printed())
    assert said.count("Inte ikryssad") >= 5
    assert said.count("Ikryssad:") >= 3


def test_x_14_the_file_is_tagged_swedish_pdf_a_and_pdf_ua() -> None:
    """X-14: PDF/A-2a and PDF/UA-1 in one file."""
    with pikepdf.open(io.BytesIO(printed())) as document:
        about = document.open_metadata()
        assert (about["pdfaid:part"], about["pdfaid:conformance"], about["pdfuaid:part"]) == ("2", "A", "1")
        assert str(document.Root.Lang) == "sv-SE"
        assert document.Root.MarkInfo.Marked
        assert about["dc:title"] == "Remiss/betalningsförbindelse 2025-000207"


def test_x_14_a_second_print_equals_the_first_apart_from_its_time() -> None:
    """X-14: the same data gives the same bytes; another print time changes nothing else that can be read."""
    assert printed() == printed()
    later = printed(data=filled(document={"printed_at": "2025-02-10T08:00"}))
    assert later != printed()
    first, second = text_of(printed()), text_of(later)
    assert second.replace("2025-02-10 kl. 08.00", "2025-01-31 kl. 10.42") == first


@pytest.mark.parametrize(("status", "words"), [("utkast", "UTKAST"), ("vantar", "UTKAST"), ("makulerad", "MAKULERAD")])
def test_rus_20_what_is_not_a_commitment_says_so_across_the_page(status: str, words: str) -> None:
    """RUS-20, X-14: drafts carry a watermark; one that awaits approval says it is no payment commitment; an issued none."""
    cancelled = {"date": "2025-02-02", "replaced_by": None}
    text = text_of(printed(data=filled(document={"status": status}, cancelled=cancelled)))
    assert words in text
    assert "Gäller inte" in text
    assert words not in text_of(printed())


def test_rus_22_travel_and_lodging_are_mentioned_only_for_patients_choice() -> None:
    """RUS-22: Kap 4 says that travel and accommodation are not paid; Kap 2 Vårdgaranti says nothing."""
    line = "Resor och boende ersätts inte"
    assert line in text_of(printed(data=filled(ground="patientens_val", section="4.3")))
    assert line not in text_of(printed(data=filled(ground="vardgaranti")))


def test_x_03_protected_identity_prints_skyddad_even_when_the_address_came_along() -> None:
    """X-03: neither address nor phone."""
    protected = filled()["patient"] | {"protected": True, "address": ["Får inte synas 1"], "phone": "070-174 06 05"}
    text = text_of(printed(data=filled(patient=protected)))
    assert "skyddad" in text
    assert "Får inte synas" not in text
    assert "070-174 06 05" not in text


def test_rus_11_a_long_question_flows_on_with_the_id_on_every_page_and_nothing_is_read_as_markup() -> None:
    """RUS-11, RUS-33: 20 000 characters; typed signs stay signs."""
    typed = "#import $x$ *a* _b_ <c> @d `e` \\f [g] // h\n\n"
    question = (typed + "Smärta i höft vid gång. " * 900)[:20_000]
    made = printed(data=filled(question=question))
    pages = [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(io.BytesIO(made))]
    assert len(pages) >= 4
    assert all("2025-000207" in page for page in pages)
    assert "#import $x$ *a* _b_ <c> @d `e` \\f [g] // h" in " ".join(pages[0].split())


def test_x_14_the_code_is_read_from_a_photocopy() -> None:
    """X-14: grey, crooked, blurred, 150 dots an inch."""
    code = codes.check_code("2025-000207", 1, b"only-for-tests")
    text = f"VK1:R:2025-000207:1:{code.replace('-', '')}"
    made = printed(data=filled(document={"check_code": code, "qr": {"text": text, "rows": codes.qr_rows(text)}}))
    assert photocopy(made) == [text]
    assert code in text_of(made)


def test_rus_44_the_certificate_is_its_own_paper_bound_to_the_referrals_id() -> None:
    """RUS-44, RUS-11: relative, relation, reason, period, patient, signer and the same Remissid."""
    text = text_of(printed("anhorigintyg"))
    for part in (
        "ANHÖRIGINTYG",
        "2025-000207",
        "Bengt Häggqvist",
        "make",
        "Åsa-Märta",
        "2025-02-10",
        "Örjan Källström",
    ):
        assert part in text, part
