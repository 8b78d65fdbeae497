"""Kontrollera: anybody who holds a printed commitment asks what it is worth; no sign-in, nothing about the patient.

What is asked comes in the body of a POST, so that no number or code stays in an address. Tries are logged without them.
"""

from typing import Any

import structlog
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from vardkedja.commitments import checking
from vardkedja.commitments.actions import checking as verbs
from vardkedja.kernel import clock
from vardkedja.kernel.look import words
from vardkedja.kernel.signin import TooMany
from vardkedja.rules.commitment_check import NOT_YET, OVER, VALID, WITHDRAWN, WORDS
from vardkedja.rules.decision import Decision

WRONG = "Numret och koden stämmer inte. Jämför båda med papperet och försök igen."
MISSING = {"number": "Skriv numret som står på papperet.", "code": "Skriv koden som står på papperet."}
TONES = {VALID: "done", NOT_YET: "wait", WITHDRAWN: "stop", OVER: "stop"}
ADVICE = {
    VALID: "Kontrollera också att patienten, mottagaren och vården är de som står på papperet.",
    NOT_YET: "Vård före första dagen betalas inte.",
    WITHDRAWN: "Papperet gäller inte längre. Fråga den som lämnade det om det finns ett nyare.",
    OVER: "Vård efter sista dagen betalas inte. Fråga den som lämnade papperet om det finns ett nyare.",
}
log = structlog.get_logger("check")


@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    """The page, and its answer: giltig, ännu inte giltig, makulerad eller ersatt, utgången; or that it does not match."""
    if request.method != "POST":
        return _page(request)
    number, code = (request.POST.get(name, "").strip() for name in ("number", "code"))
    scanned = checking.QR.fullmatch(checking.plain(number))
    wrong = {} if scanned else {name: MISSING[name] for name, text in (("number", number), ("code", code)) if not text}
    if wrong:
        return _page(request, wrong=wrong, status=422)
    address, asked = request.META.get("REMOTE_ADDR", ""), checking.read(number, code)
    try:
        found = verbs.check(asked, address)
    except TooMany as many:
        _log("too_many", address)
        wait = f"För många försök. Vänta till {words.clock(clock.local(many.until))} och försök igen."
        return _page(request, wrong={"": wait}, status=429)
    if found is None:
        _log("wrong", address)
        return _page(request, wrong={"number": WRONG}, status=422)
    _log(str(found.result["status"]), address)
    return _page(request, answer=_answer(asked.number, found))


def _log(answer: str, address: str) -> None:
    log.info("commitment_check", answer=answer, origin=checking.address_key(address)[:12])


def _page(
    request: HttpRequest,
    *,
    answer: dict[str, Any] | None = None,
    wrong: dict[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page. Without an answer the number stays in its field, so that a slip can be put right; the code does not."""
    number = request.POST.get("number", "").strip()[: checking.LONGEST]
    shown = {"number": "" if answer else number, "wrong": wrong or {}, "answer": answer}
    return render(request, "commitments/check.html", shown, status=status)


def _answer(number: str, found: Decision) -> dict[str, Any]:
    result, word = found.result, str(found.result["status"])
    return {
        "number": number,
        **{"word": WORDS[word], "tone": TONES[word], "say": found.say, "advice": ADVICE[word]},
        **{"first": result["first_day"], "last": result["last_day"]},
        "why": {"say": found.say, "steps": list(found.steps)},
    }
