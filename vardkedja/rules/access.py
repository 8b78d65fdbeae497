"""Who may do what: permissions, roles, and the table between them. No Django, no database.

A role answers "may somebody in this role do this kind of thing at all". Whether this person may do it to this case is
judged in the kernel, from grants (RUS-02) and the case's units. Unknown is no.
"""

from dataclasses import dataclass
from enum import StrEnum


class Permission(StrEnum):
    """One kind of thing that a person can do."""

    RUS_READ = "rus.read"
    RUS_WRITE = "rus.write"
    RUS_SIGN = "rus.sign"
    RUS_APPROVE = "rus.approve"
    RUS_READ_REGION = "rus.read_region"
    REM_READ = "rem.read"
    REM_WRITE = "rem.write"
    REM_SIGN = "rem.sign"
    REM_ASSESS = "rem.assess"
    REM_DECIDE = "rem.decide"
    REM_TRANSCRIBE = "rem.transcribe"
    SVR_READ = "svr.read"
    SVR_WRITE = "svr.write"
    SVR_SIGN = "svr.sign"
    SVR_OFFICE = "svr.office"
    REGISTER_ADMIN = "register.admin"
    RULES_ENTER = "rules.enter"
    LOG_READ = "log.read"


# What a person reads when the answer is no.
SENTENCES = {
    Permission.RUS_READ: "Läsa RUS-remisser",
    Permission.RUS_WRITE: "Skriva, posta och makulera RUS-remisser",
    Permission.RUS_SIGN: "Skriva under och utfärda RUS-remisser",
    Permission.RUS_APPROVE: "Godkänna RUS-remisser för hemlandstinget",
    Permission.RUS_READ_REGION: "Söka bland regionens alla utfärdade RUS-remisser",
    Permission.REM_READ: "Läsa enhetens remisser",
    Permission.REM_WRITE: "Skriva, skicka, registrera och bevaka remisser",
    Permission.REM_SIGN: "Skriva under remisser och remissvar",
    Permission.REM_ASSESS: "Bedöma och besvara inkommande remisser",
    Permission.REM_DECIDE: "Dela ut arbete och bestämma enhetens rutin",
    Permission.REM_TRANSCRIBE: "Skriva ut diktat",
    Permission.SVR_READ: "Läsa specialistvårdsremisser",
    Permission.SVR_WRITE: "Skriva och skicka specialistvårdsremisser",
    Permission.SVR_SIGN: "Skriva under specialistvårdsremisser och besluta om akut inskrivna",
    Permission.SVR_OFFICE: "Pröva specialistvårdsremisser och utfärda betalningsförbindelser för regionen",
    Permission.REGISTER_ADMIN: "Lägga till och ändra mottagare i registret",
    Permission.RULES_ENTER: "Föra in regelvärden",
    Permission.LOG_READ: "Ta ut loggutdrag för en patient",
}


@dataclass(frozen=True)
class Role:
    """A role as staff know it: who may hold it (a sentence) and what it may do."""

    code: str
    name: str
    sentence: str
    permissions: frozenset[Permission]


def _role(code: str, name: str, sentence: str, *permissions: Permission) -> Role:
    return Role(code, name, sentence, frozenset(permissions))


_P = Permission
_REM_OFFICE = (_P.REM_READ, _P.REM_WRITE, _P.REM_TRANSCRIBE)
_REM_DOCTOR = (_P.REM_READ, _P.REM_WRITE, _P.REM_SIGN, _P.REM_ASSESS)
_SVR_OFFICE = (_P.SVR_READ, _P.SVR_WRITE)
_SVR_DOCTOR = (_P.SVR_READ, _P.SVR_WRITE, _P.SVR_SIGN)
ROLES: dict[str, Role] = {
    role.code: role
    for role in (
        _role(
            "sekreterare",
            "Medicinsk sekreterare",
            "Skriver och postar remisser.",
            _P.RUS_READ,
            _P.RUS_WRITE,
            *(*_REM_OFFICE, *_SVR_OFFICE),
        ),
        _role(
            "sjukskoterska",
            "Sjuksköterska",
            "Skriver och postar remisser.",
            *(_P.RUS_READ, _P.RUS_WRITE, _P.REM_READ, _P.REM_WRITE, *_SVR_OFFICE),
        ),
        _role(
            "lakare",
            "Läkare",
            "Skriver, skriver under och utfärdar. Bedömer och besvarar remisser.",
            *(_P.RUS_READ, _P.RUS_WRITE, _P.RUS_SIGN, *_REM_DOCTOR, *_SVR_DOCTOR),
        ),
        _role(
            "verksamhetschef",
            "Verksamhetschef",
            "Skriver under, beställer behörighet till sin personal och tar ut loggutdrag.",
            *(_P.RUS_READ, _P.RUS_WRITE, _P.RUS_SIGN, _P.LOG_READ, *_REM_DOCTOR, _P.REM_DECIDE, *_SVR_DOCTOR),
        ),
        _role(
            "poolsekreterare",
            "Sekreterare i pool",
            "Skriver ut diktat åt enheterna.",
            *(_P.REM_READ, _P.REM_TRANSCRIBE),
        ),
        _role(
            "handlaggare",
            "Handläggare",
            "Prövar specialistvårdsremisser för regionen och utfärdar betalningsförbindelser.",
            *(_P.SVR_READ, _P.SVR_OFFICE),
        ),
        _role("godkannare", "Godkännare", "Godkänner för hemlandstinget.", _P.RUS_READ, _P.RUS_APPROVE),
        _role(
            "registeradministrator",
            "Registeradministratör",
            "Sköter mottagarregistret och de texter och värden som regionen själv bestämmer.",
            *(_P.REGISTER_ADMIN, _P.RULES_ENTER),
        ),
        _role(
            "ekonomi",
            "Ekonomiservice",
            "Söker och läser utfärdade remisser, utan diagnos och fråga.",
            *(_P.RUS_READ, _P.RUS_READ_REGION),
        ),
    )
}

# The module whose grant, valid today, a permission also asks for (RUS-02).
MODULE_OF = {
    permission: permission.value.split(".")[0]
    for permission in Permission
    if permission.value.startswith(("rus.", "rem.", "svr."))
}


def role_may(role: str, permission: Permission) -> bool:
    """Whether the role as such holds the permission; an unknown role holds none."""
    found = ROLES.get(role)
    return found is not None and permission in found.permissions
