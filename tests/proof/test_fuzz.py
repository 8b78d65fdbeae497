"""Whatever a browser sends, the form is read, nothing typed is lost, and a draft comes back as it went (RUS-36, X-35)."""

import datetime
import json
import uuid
from urllib.parse import urlencode

from django.http import QueryDict
from hypothesis import given, settings
from hypothesis import strategies as st

from vardkedja.commitments import content as the_form
from vardkedja.commitments.content import BOXES, DATES, FIELDS, TEXTS, Content, from_json, read
from vardkedja.kernel.typed import CONTROL

NAMES = [*(name for name in FIELDS if name not in ("agreements", "grounds", "raw")), "payer", "state", "version", "do"]
TYPED = st.one_of(
    st.text(max_size=80),
    st.sampled_from(
        ["2025-02-30", "2025-06-01", "on", "other", "4.3", "akut", "riksavtal", "\x00", "19550612-9997", "²"]
    ),
    st.uuids().map(str),
    st.dates().map(str),
    st.just("x" * 25_000),
)
POSTS = st.dictionaries(
    st.sampled_from(NAMES) | st.text(min_size=1, max_size=20), st.lists(TYPED, max_size=3), max_size=30
)


def posted(fields: dict[str, list[str]]) -> QueryDict:
    """As the server reads it from the body."""
    return QueryDict(urlencode(fields, doseq=True, errors="replace"), mutable=True)


def kept(text: str) -> str:
    """What is to be kept of a text: all but line-break style, control characters and blanks around it."""
    return CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n").strip())


@settings(max_examples=150, deadline=None)
@given(POSTS)
def test_rus_36_nothing_typed_is_lost_and_every_fault_has_words(fields: dict[str, list[str]]) -> None:
    """RUS-36, X-35, RUS-12: every text and every day that was typed is shown again; what is not ours is named."""
    post = posted(fields)
    content, faults = read(post)
    for name in TEXTS:
        assert content.shown(name) == kept(post.get(name, ""))
    for name in DATES:
        typed = post.get(name, "").strip()
        day = getattr(content, name)
        assert content.shown(name) == (str(day) if day else CONTROL.sub("", typed))
        assert (day is None) == (not typed or name in content.raw)
    for name in BOXES:
        assert isinstance(getattr(content, name), bool)
    assert all(fault.text.strip() and (not fault.field or fault.field in the_form.LABELS) for fault in faults)
    strange = set(post) - the_form.CARRIED - set(FIELDS)
    assert sum(fault.field == "" for fault in faults) >= len(strange)


@settings(max_examples=150, deadline=None)
@given(POSTS)
def test_rus_36_a_draft_comes_back_as_it_went(fields: dict[str, list[str]]) -> None:
    """RUS-36: through JSON as PostgreSQL stores it (no NUL, no lone surrogate) and back: the same content, the same mark."""
    content, _ = read(posted(fields))
    stored = json.dumps(content.as_json(), ensure_ascii=False)
    assert "\\u0000" not in stored
    stored.encode("utf-8")
    again = from_json(json.loads(stored))
    assert again == content
    assert again.fingerprint() == content.fingerprint()


@given(st.dates(), st.sampled_from(["{:%Y-%m-%d}", "{:%Y%m%d}", " {:%Y-%m-%d} "]))
def test_rus_25_a_day_is_read_as_it_is_written(day: datetime.date, form: str) -> None:
    """RUS-25: with and without dashes; never another day."""
    if day.year < 1000:
        return
    content, faults = read(posted({"valid_to": [form.format(day)]}))
    assert (content.valid_to, faults) == (day, [])


APART = ("phone", "doctor", "raw", "number", *(name for names in the_form._BELONGS.values() for name in names))


@given(st.sampled_from([name for name in FIELDS if name not in APART]))
def test_rus_20_the_mark_of_an_approval_moves_with_every_field_but_phone_and_doctor(name: str) -> None:
    """RUS-20: any field changed is another content; phone and doctor are not what was approved."""
    other = {str: "annat", bool: True, tuple: ("x",)}
    content, before = Content(), Content().fingerprint()
    value = getattr(content, name)
    changed = (
        uuid.uuid4() if name.endswith("_unit") else datetime.date(2025, 1, 1) if value is None else other[type(value)]
    )
    setattr(content, name, changed)
    assert content.fingerprint() != before
    assert Content(phone="1", doctor=uuid.uuid4()).fingerprint() == before
    kap4 = Content(ground="patientens_val", section="4.3")
    assert Content(ground="patientens_val", section="4.2").fingerprint() != kap4.fingerprint()
    assert Content(number="19550612-9997").fingerprint() == Content(number="550612-9997").fingerprint() != before
