"""The addresses of one specialist referral. Those of its lists lie beside."""

from django.urls import URLPattern, path

from vardkedja.commitments.specialist.views import acts, case, form, printing
from vardkedja.referrals.views.form import found_receivers

urlpatterns: list[URLPattern] = [
    path("specialistvard/ny/", form.new, name="svr-new"),
    path("specialistvard/mottagare/", found_receivers, name="svr-receivers"),
    path("specialistvard/skriv/<uuid:draft_uuid>/", form.form, name="svr-form"),
    path("specialistvard/skriv/<uuid:draft_uuid>/kladd/", form.autosave, name="svr-autosave"),
    path("specialistvard/skriv/<uuid:draft_uuid>/delar/", form.parts, name="svr-parts"),
    path("specialistvard/<uuid:case_uuid>/", case.case, name="svr-case"),
    path("specialistvard/<uuid:case_uuid>/skriv/", form.edit, name="svr-edit"),
    path("specialistvard/<uuid:case_uuid>/gor/<slug:what>/", acts.act, name="svr-act"),
    path("specialistvard/<uuid:case_uuid>/gor/<slug:what>/kladd/", acts.autosave, name="svr-act-autosave"),
    path("specialistvard/<uuid:case_uuid>/utkast.pdf", printing.draft, name="svr-print-draft"),
    path("specialistvard/<uuid:case_uuid>/forsattsblad.pdf", printing.cover, name="svr-print-cover"),
    path("specialistvard/<uuid:case_uuid>/<slug:kind>-<int:version>.pdf", printing.document, name="svr-print"),
]
