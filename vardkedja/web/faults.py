"""Pages for what went wrong: a code, a plain Swedish sentence, and an id to mention when asking somebody."""

import structlog
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

CONFLICT = "Ärendet ändrades av någon annan medan du hade det öppet. Öppna det igen och se vad som har hänt."
KEY_REUSED = "Samma formulär har redan skickats med ett annat innehåll. Öppna sidan igen och gör om det sista steget."
DOWN = "Databasen eller åtkomstloggen svarar inte, och då får inga patientuppgifter lämnas ut. Försök igen om en stund."
MISSING = "Sidan finns inte, eller så har du inte tillgång till den. Kontrollera adressen eller sök upp ärendet."
CSRF = "Sidan hade varit öppen för länge eller hörde till en annan inloggning. Gå tillbaka, ladda om sidan och försök igen."
BROKEN = "Något gick fel hos oss. Det du skrev i formuläret finns kvar som utkast."

log = structlog.get_logger("faults")


def page(request: HttpRequest, status: int, title: str, text: str, error: Exception | None = None) -> HttpResponse:
    """The error page, with the request's id. Nothing about a patient stands on it or in the log."""
    request_id = getattr(request, "id", "")
    if error is not None:
        log.error("fault", status=status, request=str(request_id), kind=type(error).__name__)
    shown = {"title": title, "text": text, "request_id": str(request_id), "status": status}
    return render(request, "look/error.html", {"error": shown}, status=status)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404, the same for what is missing and what is somebody else's."""
    return page(request, 404, "Sidan finns inte", MISSING)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return page(
        request, 400, "Det gick inte att läsa", "Det som skickades gick inte att tolka. Gå tillbaka och försök igen."
    )


def broken(request: HttpRequest) -> HttpResponse:
    return page(request, 500, "Något gick fel", BROKEN)


def csrf(request: HttpRequest, reason: str = "") -> HttpResponse:
    return page(request, 403, "Formuläret kunde inte tas emot", CSRF)
