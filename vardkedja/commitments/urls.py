"""The addresses of the payment commitment: the Kalmar form, the specialist referral, the emergency admission."""

from django.urls import URLPattern, path

from vardkedja.commitments.acute.urls import urlpatterns as acute
from vardkedja.commitments.specialist.urls import urlpatterns as specialist
from vardkedja.commitments.specialist.urls_lists import urlpatterns as lists_of_specialist
from vardkedja.commitments.specialist.views import outpatient
from vardkedja.commitments.views import acts, case, check, chips, form, lists, printing

urlpatterns: list[URLPattern] = [
    path("rus/", lists.listing, name="rus-list"),
    path("rus/antal/", chips.counted, name="rus-counts"),
    path("rus/ny/", form.new, name="rus-new"),
    path("rus/mottagare/", form.found_receivers, name="rus-receivers"),
    path("rus/skriv/<uuid:draft_uuid>/", form.form, name="rus-form"),
    path("rus/skriv/<uuid:draft_uuid>/kladd/", form.autosave, name="rus-autosave"),
    path("rus/skriv/<uuid:draft_uuid>/delar/", form.parts, name="rus-parts"),
    path("rus/<uuid:case_uuid>/", case.case, name="rus-case"),
    path("rus/<uuid:case_uuid>/skriv/", form.edit, name="rus-edit"),
    path("rus/<uuid:case_uuid>/galler/", case.covers, name="rus-covers"),
    path("rus/<uuid:case_uuid>/remiss.pdf", printing.referral, name="rus-print"),
    path("rus/<uuid:case_uuid>/anhorigintyg.pdf", printing.certificate, name="rus-print-certificate"),
    path("reserv/<slug:form>.pdf", printing.blank, name="blank-form"),
    path("rus/<uuid:case_uuid>/gor/<slug:what>/", acts.act, name="rus-act"),
    path("kontrollera/", check.check, name="svr-check"),
    path("specialistvard/oppenvard/", outpatient.page, name="svr-outpatient"),
    *lists_of_specialist,
    *acute,
    *specialist,
]
