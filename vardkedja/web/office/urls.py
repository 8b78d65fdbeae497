"""The addresses of signing in and of the office's pages. Each name has a line in the access matrix."""

from django.urls import path

from vardkedja.web import signin
from vardkedja.web.office import byhand, documents, grants, log, manual, pages, registers, rules

urlpatterns = [
    path("logga-in/", signin.password, name="sign-in"),
    path("valj-person/", signin.pick, name="pick"),
    path("uppdrag/", signin.assignments, name="assignments"),
    path("logga-ut/", signin.sign_out, name="sign-out"),
    path("behorigheter/", grants.mine, name="grants"),
    path("behorigheter/bestall/", grants.order, name="grant-order"),
    path("behorigheter/<uuid:grant_uuid>/ta-bort/", grants.remove, name="grant-remove"),
    path("register/", registers.search, name="register"),
    path("register/ny/", registers.new, name="register-unit"),
    path("register/<uuid:unit_uuid>/", registers.unit, name="register-unit"),
    path("register/fraga/<uuid:request_uuid>/", registers.answer, name="register-answer"),
    path("regler/", rules.values, name="rule-values"),
    path("regeldokument/", documents.listing, name="rule-documents"),
    path("regeldokument/nytt/", documents.new, name="rule-document"),
    path("regeldokument/<uuid:document_uuid>/", documents.change, name="rule-document"),
    path("logg/", log.extract, name="log-extract"),
    path("folkbokforing/for-hand/", byhand.checks, name="residence-by-hand"),
    path("notis/<uuid:notice_uuid>/last/", pages.notice_read, name="notice-read"),
    path("tangenter/", pages.keys, name="keys"),
    path("tillganglighet/", pages.accessibility, name="accessibility"),
    path("reserv/", pages.downtime, name="downtime"),
    path("lathund/", manual.contents, name="manual"),
    path("lathund/<slug:name>/", manual.chapter, name="manual"),
    path("lathund/bild/<slug:name>.png", manual.picture, name="manual"),
    path("levande/", pages.alive, name="alive"),
]
