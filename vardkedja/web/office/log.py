"""The log extract: who has seen or handled a patient's data, at the reader's own unit (X-07)."""

import csv
import io
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from vardkedja.kernel import accesslog, clock
from vardkedja.kernel.access import Actor
from vardkedja.kernel.accesslog import AccessLog
from vardkedja.kernel.cases import Case
from vardkedja.kernel.look import words
from vardkedja.kernel.people.models import PersonIdentifier
from vardkedja.rules.access import ROLES
from vardkedja.rules.identity import Identity, parse_personal
from vardkedja.web.office.forms import Errors, typed

# Why a log is taken out. What was chosen is itself logged.
PURPOSES = {
    "patient": "Patienten har begärt utdraget",
    "uppfoljning": "Återkommande kontroll av åtkomst",
    "misstanke": "Misstanke om obehörig åtkomst",
}
# The acts of the log in words, by their longest known beginning; one that is not here is shown by its own name.
ACTS = {
    "start": "Såg sitt eget utkast på startsidan",
    "logg.utdrag": "Tog ut loggen",
    "folkbokforing.lista": "Såg dagens kontroller för hand",
    "rus.list": "Såg remissen i en lista",
    "rus.search": "Sökte på numret",
    "rus.form": "Öppnade formuläret",
    "rus.case": "Öppnade remissen",
    "rus.covers": "Frågade om remissen gäller",
    "rus.print.remiss": "Skrev ut remissen",
    "rus.print.anhorigintyg": "Skrev ut anhörigintyget",
    "rus.save": "Sparade",
    "rus.change": "Ändrade",
    "rus.delete": "Tog bort utkastet",
    "rus.ta-bort": "Öppnade sidan för att ta bort",
    "rus.request_approval": "Begärde godkännande",
    "rus.withdraw": "Tog tillbaka begäran om godkännande",
    "rus.ta-tillbaka": "Öppnade sidan för att ta tillbaka",
    "rus.approve": "Registrerade godkännande",
    "rus.decline": "Registrerade avslag",
    "rus.svara": "Öppnade sidan för hemlandstingets svar",
    "rus.issue": "Utfärdade",
    "rus.post": "Markerade som postad",
    "rus.posta": "Öppnade sidan för postning",
    "rus.cancel": "Makulerade",
    "rus.makulera": "Öppnade sidan för makulering",
    "rus.replace": "Skapade en ersättare",
    "rus.ersatt": "Öppnade sidan för ersättare",
    "rus.handle_move": "Kvitterade en flagga",
    "rus.kvittera": "Öppnade sidan för flaggan",
}
HEADS = ("När", "Vem", "Roll", "Enhet", "Vad", "Syfte", "Ärende")
HARMFUL = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Extract:
    """The rows of a patient's log, latest first: cells in the order of HEADS."""

    number: str
    rows: list[tuple[str, ...]]


@require_http_methods(["GET", "HEAD", "POST"])
def extract(request: HttpRequest) -> HttpResponse:
    """Ask for a patient's log; the number travels in the body, never in the address. The look-up is logged first."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    given = typed(request.POST, ("number", "purpose"))
    if request.method != "POST":
        return _page(request, given)
    identity = parse_personal(given["number"], clock.today())
    wrong = _wrong(identity, given["purpose"])
    if wrong.summary or isinstance(identity, list):
        return _page(request, given, wrong=wrong, status=422)
    person = PersonIdentifier.objects.filter(value=identity.canonical).values_list("person_id", flat=True).first()
    if person:
        purpose = PURPOSES[given["purpose"]]
        accesslog.record(actor, "logg.utdrag", [person], request=request.id, purpose=purpose)  # type: ignore[attr-defined]
    found = Extract(identity.display, _rows(_of_unit(actor, person)) if person else [])
    if request.POST.get("gor") == "csv":
        return _file(found)
    return _page(request, given, found)


def _of_unit(actor: Actor, person: int) -> QuerySet[AccessLog]:
    rows = AccessLog.objects.filter(patients__contains=[person], unit_id=actor.unit_id)
    return rows.select_related("staff", "unit").order_by("-at", "-id")


def _rows(log: QuerySet[AccessLog]) -> list[tuple[str, ...]]:
    found = list(log)
    numbers = dict(Case.objects.filter(pk__in={row.case_id for row in found}).values_list("pk", "number"))
    return [
        (
            *(
                words.stamp(row.at),
                row.staff.name,
                ROLES[row.role].name if row.role in ROLES else row.role,
                row.unit.name,
            ),
            *(act(row.action), words.cap(row.purpose), numbers.get(row.case_id or 0, "")),
        )
        for row in found
    ]


def act(action: str) -> str:
    """The act in words: "rus.list.utkast" is found as "rus.list"."""
    known = action
    while known and known not in ACTS:
        known = known.rpartition(".")[0]
    return ACTS.get(known, action)


def _wrong(identity: Identity | list[Any], purpose: str) -> Errors:
    wrong = Errors()
    if isinstance(identity, list):
        wrong.summary.append(("number", identity[0].head))
        wrong.at["number"] = identity[0].text
    if purpose not in PURPOSES:
        wrong.summary.append(("purpose", "Syfte saknas"))
        wrong.at["purpose"] = "Välj varför du tar ut loggen. Det du väljer loggas."
    return wrong


def _page(
    request: HttpRequest,
    given: dict[str, str],
    found: Extract | None = None,
    *,
    wrong: Errors | None = None,
    status: int = 200,
) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    shown = {
        **{"given": given, "found": found, "unit": actor.unit_name, "wrong": wrong or Errors()},
        "purposes": [{"value": key, "label": label} for key, label in PURPOSES.items()],
        "purpose": PURPOSES.get(given["purpose"], ""),
    }
    return render(request, "web/log.html", shown, status=status)


def _file(found: Extract) -> HttpResponse:
    """The extract as a table for a spreadsheet. The file's name says nothing about who it is about."""
    text = io.StringIO()
    table = csv.writer(text, delimiter=";")
    table.writerow(HEADS)
    table.writerows([harmless(cell) for cell in row] for row in found.rows)
    response = HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="loggutdrag-{clock.today()}.csv"'
    return response


def harmless(cell: str) -> str:
    """The cell as text that a spreadsheet does not run as a formula."""
    return f"'{cell}" if cell.startswith(HARMFUL) else cell
