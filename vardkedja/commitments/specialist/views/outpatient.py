"""Öppen vård i annan region: what applies when the patient chooses it, to say and to print (SVR-01, SVR-02, SVR-04).

A question and its answer; no patient is named, and nothing is stored: such care is no case of the region's.
"""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from vardkedja.kernel import clock, swedish, terms
from vardkedja.kernel.access import Actor
from vardkedja.rules import care_choice
from vardkedja.rules.decision import Decision, Outcome, Reason, Source
from vardkedja.rules.regions import REGIONS, region_name

LONGEST = 80
COSTS = {"travel": "resor", "lodging": "logi", "other": "andra omkostnader"}
COST_ANSWERS = {"yes": "ersätts", "no": "ersätts inte", "possible": "kan ersättas", "stated": "kan ersättas"}


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The question, and when a region and a specialty are chosen its answer with a reason for each part."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    region, specialty = (request.GET.get(name, "").replace("\0", "").strip() for name in ("region", "specialitet"))
    specialty, today, wrong, answer = specialty[:LONGEST], clock.today(), {}, None
    if region or specialty:
        decision = care_choice.outpatient(actor.region, region, specialty, today, terms.current())
        wrong = _wrong(decision, specialty)
        answer = None if wrong else _answer(decision, actor.region, region, specialty)
    others = [code for code in REGIONS if code != actor.region]
    shown = {
        "regions": sorted(((code, region_name(code)) for code in others), key=lambda one: swedish.sort_key(one[1])),
        **{"region": region, "specialty": specialty, "wrong": wrong, "answer": answer},
        **{"home": region_name(actor.region), "today": today},
    }
    return render(request, "commitments/svr/outpatient.html", shown, status=422 if wrong else 200)


def _wrong(decision: Decision, specialty: str) -> dict[str, str]:
    """What keeps the question from being asked: no other region, or no specialty. By the field."""
    wrong = {}
    if "free" not in decision.result:
        wrong["region"] = "Välj en annan region än den egna."
    if not specialty:
        wrong["specialitet"] = "Skriv specialiteten. Remisskravet beror på den."
    return wrong


def _answer(decision: Decision, home: str, region: str, specialty: str) -> dict[str, Any]:
    """Each part of the answer with its tone, words and reason; and the same as sentences for the patient."""
    sources, there = care_choice.BOOK.sources, region_name(region)
    own = [source for source in decision.sources if source not in sources.values()]
    free = f"Patienten får söka offentligt finansierad primärvård och öppen specialistvård i {there}."
    commitment = "Ingen betalningsförbindelse behövs för öppen vård."
    lines = [
        _line("done", "Får sökas fritt", free, [sources["right"]]),
        _line("done", "Ingen betalningsförbindelse", commitment, [sources["commitment"]]),
        _referral(decision, specialty),
        _costs(decision, own, home),
    ]
    return {"lines": lines, "there": there, "patient": _for_patient(decision, lines, there, specialty)}


def _line(tone: str, word: str, say: str, sources: Sequence[Source]) -> dict[str, Any]:
    cited = [source.as_dict() for source in sources]
    return {"tone": tone, "word": word, "say": say, "why": {"say": say, "sources": cited}}


def _referral(decision: Decision, specialty: str) -> dict[str, Any]:
    """Whether a referral is required and which region requires it; else whom to ask (SVR-02)."""
    reasons = [one for one in decision.reasons if one.requirement == "SVR-02"]
    said = _texts(reasons) or f"Varken hemregionen eller vårdregionen kräver remiss för {specialty}."
    source = [care_choice.BOOK.sources["referral"]]
    if "referral_required" not in decision.result:
        return _line("wait", "Remisskrav oklart, fråga regionen", said, source)
    if not decision.result["referral_required"]:
        return _line("done", "Ingen remiss krävs", said, source)
    by = " och ".join(care_choice.WHOSE[str(one)] for one in decision.result["required_by"])  # type: ignore[attr-defined]
    return _line("soon", f"Remiss krävs ({by})", said, source)


def _costs(decision: Decision, own: Sequence[Source], home: str) -> dict[str, Any]:
    """Travel, lodging and other expenses, by the home region's own rules (SVR-04)."""
    answers = {field: str(decision.result.get(field, "")) for field in COSTS}
    if decision.outcome is Outcome.UNCLEAR and not any(answers.values()):
        said = _texts([one for one in decision.reasons if one.requirement == "SVR-04"])
        return _line("wait", "Resor och logi oklart, fråga regionen", said, [care_choice.BOOK.sources["costs"]])
    if set(answers.values()) == {"no"}:
        said = f"{region_name(home)} ersätter inte resor, logi och andra omkostnader."
        return _line("stop", "Resor, logi och annat ersätts inte", said, own)
    told = [
        f"{COSTS[field]}: {COST_ANSWERS.get(answer, 'inte angivet, fråga regionen')}"
        for field, answer in answers.items()
    ]
    return _line("wait", "Resor, logi och annat", f"{'; '.join(told).capitalize()}.", own)


def _texts(reasons: Sequence[Reason]) -> str:
    return " ".join(one.text for one in reasons)


def _for_patient(decision: Decision, lines: Sequence[dict[str, Any]], there: str, specialty: str) -> list[str]:
    """The same in the patient's words."""
    required = decision.result.get("referral_required")
    referral = {
        True: f"Du behöver en remiss för {specialty}. Fråga den som behandlar dig.",
        False: f"Du behöver ingen remiss för {specialty}.",
        None: f"Fråga mottagningen om du behöver en remiss för {specialty}.",
    }
    return [
        f"Du får välja öppen vård i {there}. Det gäller vård som betalas av det offentliga.",
        "Du behöver ingen betalningsförbindelse.",
        referral[required if isinstance(required, bool) else None],
        str(lines[3]["say"]),
    ]
