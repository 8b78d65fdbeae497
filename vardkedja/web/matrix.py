"""The access matrix: every address, and who gets past the gate. What a person then sees is judged by `visible_to`.

An address without a line does not exist: the gate answers 404, and a test fails the build.
"""

from enum import Enum

from vardkedja.rules.access import Permission


class Need(Enum):
    """Needs that are no permission."""

    PUBLIC = "everybody"
    DEMO = "everybody, in demo mode only"
    SIGNED_IN = "everybody who is signed in"


ADDRESSES: dict[str, Need | Permission] = {
    # signing in and out
    "sign-in": Need.PUBLIC,
    "pick": Need.DEMO,
    "assignments": Need.SIGNED_IN,
    "sign-out": Need.PUBLIC,
    # for everybody
    "alive": Need.PUBLIC,
    "keys": Need.PUBLIC,
    "accessibility": Need.PUBLIC,
    "downtime": Need.PUBLIC,
    "blank-form": Need.PUBLIC,
    "manual": Need.PUBLIC,
    # every signed-in person
    "start": Need.SIGNED_IN,
    "search": Need.SIGNED_IN,
    "changed": Need.SIGNED_IN,
    "grants": Need.SIGNED_IN,
    "grant-order": Need.SIGNED_IN,
    "grant-remove": Need.SIGNED_IN,
    "notice-read": Need.SIGNED_IN,
    # the Kalmar form
    "rus-list": Permission.RUS_READ,
    "rus-counts": Permission.RUS_READ,
    "rus-new": Permission.RUS_WRITE,
    "rus-form": Permission.RUS_WRITE,
    "rus-autosave": Permission.RUS_WRITE,
    "rus-edit": Permission.RUS_WRITE,
    "rus-case": Permission.RUS_READ,
    "rus-print": Permission.RUS_READ,
    "rus-print-certificate": Permission.RUS_READ,
    "rus-covers": Permission.RUS_READ,
    "rus-act": Permission.RUS_READ,
    "rus-receivers": Permission.RUS_WRITE,
    "rus-parts": Permission.RUS_WRITE,
    "residence-by-hand": Permission.RUS_WRITE,
    # referrals
    "rem-new": Permission.REM_WRITE,
    "rem-receivers": Permission.REM_WRITE,
    "rem-form": Permission.REM_WRITE,
    "rem-autosave": Permission.REM_WRITE,
    "rem-case": Permission.REM_READ,
    "rem-edit": Permission.REM_WRITE,
    "rem-act": Permission.REM_READ,
    "rem-act-autosave": Permission.REM_READ,
    "rem-print": Permission.REM_READ,
    "rem-print-reply": Permission.REM_READ,
    "rem-print-version": Permission.REM_READ,
    "rem-scan": Permission.REM_WRITE,
    "rem-register": Permission.REM_WRITE,
    "rem-papers": Permission.REM_READ,
    "rem-paper": Permission.REM_READ,
    "rem-paper-picture": Permission.REM_READ,
    "rem-transcribe": Permission.REM_TRANSCRIBE,
    "rem-mine": Permission.REM_READ,
    "rem-ours": Permission.REM_READ,
    "rem-counts": Permission.REM_READ,
    "rem-silence": Permission.REM_READ,
    "rem-silence-counts": Permission.REM_READ,
    "rem-check": Permission.REM_WRITE,
    "rem-dictations": Permission.REM_TRANSCRIBE,
    "rem-untold": Permission.REM_READ,
    "rem-help": Permission.REM_READ,
    "rem-found": Permission.REM_READ,
    "rem-unit": Permission.REM_READ,
    "rem-forwarding": Permission.REM_READ,
    "rem-absence": Permission.REM_READ,
    "rem-hand-out": Permission.REM_DECIDE,
    "rem-hand-over": Permission.REM_WRITE,
    "rem-statistics": Need.SIGNED_IN,
    "rem-statistics-file": Need.SIGNED_IN,
    # specialist referrals; a new one is written by a sender, or registered by the office
    "svr-list": Permission.SVR_READ,
    "svr-counts": Permission.SVR_READ,
    "svr-queue": Permission.SVR_OFFICE,
    "svr-absence": Permission.SVR_OFFICE,
    "svr-statistics": Permission.SVR_OFFICE,
    "svr-statistics-file": Permission.SVR_OFFICE,
    "svr-outpatient": Permission.SVR_READ,
    "svr-new": Permission.SVR_READ,
    "svr-receivers": Permission.SVR_READ,
    "svr-form": Permission.SVR_READ,
    "svr-autosave": Permission.SVR_READ,
    "svr-parts": Permission.SVR_READ,
    "svr-case": Permission.SVR_READ,
    "svr-edit": Permission.SVR_WRITE,
    "svr-act": Permission.SVR_READ,
    "svr-act-autosave": Permission.SVR_READ,
    "svr-print": Permission.SVR_READ,
    "svr-print-draft": Permission.SVR_READ,
    "svr-print-cover": Permission.SVR_READ,
    "svr-acute-list": Permission.SVR_READ,
    "svr-acute-new": Permission.SVR_WRITE,
    "svr-acute": Permission.SVR_READ,
    "svr-acute-act": Permission.SVR_READ,
    "svr-acute-act-autosave": Permission.SVR_READ,
    "svr-check": Need.PUBLIC,
    # registers, rules, log
    "register": Permission.REGISTER_ADMIN,
    "register-unit": Permission.REGISTER_ADMIN,
    "register-answer": Permission.REGISTER_ADMIN,
    "rule-values": Permission.RULES_ENTER,
    "rule-documents": Need.SIGNED_IN,
    "rule-document": Permission.RULES_ENTER,
    "log-extract": Permission.LOG_READ,
}
