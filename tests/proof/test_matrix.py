"""Every address by every role: past the gate or not as the matrix says, and never an error page (RUS-02, RUS-42, X-05, X-06)."""

import uuid
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, get_resolver

from vardkedja.commitments.specialist.tests.samples import issued as decided
from vardkedja.commitments.tests.samples import issued
from vardkedja.demo.cast import actor
from vardkedja.kernel import clock
from vardkedja.referrals.tests.samples import sent
from vardkedja.rules.access import Permission
from vardkedja.web.matrix import ADDRESSES, Need
from vardkedja.web.tests.client import signed_in

pytestmark = pytest.mark.django_db

# One person per role, one with a role but without the grant, one from another region, one whose grant is not due yet.
PEOPLE = (
    *("johan.akerhielm", "annika.hjalmarsson", "larsgoran.petersson", "monika.hagebyhn", "ellinor.granhyttan"),
    *("mirjam.runesson", "tor.svanviken", "noomi.fagelmo", "jonna.utterbacken", "linnea.bramyr", "axel.gullregner"),
    *("marianne.ulvbjelke", "henrik.grip"),
    *("mehdi.sundhage", "yasmin.ljungstrand", "casper.artholmen", "maud.ekskogh", "ottilia.malmskar", "klara.ostmyr"),
    *("evalena.abrahamsson", "shirin.karlstrom", "kerstin.almgard", "ullabritt.moren", "cornelia.askdal"),
)
GATE, SIGN_IN = 403, 302
VERBS = (
    *("svr-act", "svr-acute-act", "svr-form"),
    *("rus-act", "rem-act", "rem-transcribe", "rem-unit", "rem-forwarding", "rem-hand-over", "rem-papers"),
)
PAST = {200, 204, 302, 404, 405, 422, 503}  # what a view itself may answer; 503 is a print that the press refuses


@pytest.fixture(autouse=True)
def _march(db: None) -> Iterator[None]:
    with clock.stopped_at("2025-03-04 10:00"):
        yield


def patterns() -> list[URLPattern]:
    """Every address there is, that has a name."""
    return [one for one in get_resolver().url_patterns if isinstance(one, URLPattern) and one.name]


def address(pattern: URLPattern, cases: dict[str, uuid.UUID]) -> str:
    """The address with a case of its subject where it wants one, something made up elsewhere."""
    subject = str(pattern.name).partition("-")[0]
    mine = cases.get(subject, cases["rus"])
    words = {"case_uuid": mine, "what": "makulera", "version": 1}
    values = {name: words.get(name, uuid.uuid4() if "uuid" in name else "rus") for name in pattern.pattern.converters}
    try:
        return _reverse(pattern, values)
    except NoReverseMatch as missing:
        raise AssertionError(pattern) from missing


def _reverse(pattern: URLPattern, values: dict[str, object]) -> str:
    from django.urls import reverse

    return reverse(str(pattern.name), kwargs=values)


def expected(who: str, name: str) -> str:
    """`past` or `gate`, by the matrix's line."""
    need = ADDRESSES[name]
    if name == "search":  # one field for every module: somebody without any has nothing to search in
        searched = (Permission.RUS_READ, Permission.REM_READ, Permission.SVR_READ)
        return "past" if any(actor(who).may(one) for one in searched) else "gate"
    if isinstance(need, Permission):
        return "past" if actor(who).may(need) else "gate"
    return "past"


@pytest.mark.parametrize("who", PEOPLE)
def test_x_05_every_address_answers_as_the_matrix_says(who: str) -> None:
    """X-05, RUS-02, RUS-42: GET and POST of every address: 403 with words exactly where the matrix says no."""
    cases, client = {"rus": issued(), "rem": sent(), "svr": decided()}, signed_in(who)
    wrong = []
    for pattern in patterns():
        if pattern.name == "sign-out":
            continue
        for send in (client.get, client.post):
            where = address(pattern, cases)
            answer = send(where)
            gate = answer.status_code == GATE and "Behörighet saknas" in answer.content.decode()
            if (
                gate != (expected(who, str(pattern.name)) == "gate")
                and not _by_verb(answer)
                or not gate
                and answer.status_code not in PAST | {GATE}
            ):
                wrong.append((send.__name__, where, answer.status_code))
    assert wrong == []


def _by_verb(answer: object) -> bool:
    """Past the gate, and refused by the verb itself: an act that the person's role has no right to."""
    request = getattr(answer, "wsgi_request", None)
    return request is not None and request.method == "POST" and request.resolver_match.url_name in VERBS


def test_x_05_without_signing_in_only_what_is_for_everybody() -> None:
    """X-05: everything else leads to sign-in with the way back, or says 401 to a fetched part."""
    cases, client = {"rus": issued(), "rem": sent(), "svr": decided()}, Client()
    for pattern in patterns():
        where = address(pattern, cases)
        answer = client.get(where)
        if ADDRESSES[str(pattern.name)] in (Need.PUBLIC, Need.DEMO):
            assert answer.status_code in PAST, where
            assert not answer.headers.get("Location", "").startswith("/logga-in/?next=") or pattern.name == "sign-in"
        else:
            assert answer.status_code == SIGN_IN, where
            assert answer["Location"].startswith("/logga-in/?next="), where
            part = client.get(where, headers={"HX-Request": "true"})
            assert (part.status_code, "HX-Redirect" in part.headers) == (401, True), where


def test_every_address_is_crawled() -> None:
    """X-05: the crawl reaches as many addresses as the matrix has lines, so an empty one proves nothing."""
    names = {str(pattern.name) for pattern in patterns()}
    assert names <= set(ADDRESSES)
    assert len(names) > 25


def test_pages_with_patients_are_private() -> None:
    """X-07: no page of a case is kept by a browser or a proxy, or framed."""
    answer = signed_in("johan.akerhielm").get(f"/rus/{issued()}/")
    assert answer["Cache-Control"] == "no-store"
    assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]
    assert "script-src 'self'" in answer["Content-Security-Policy"]
