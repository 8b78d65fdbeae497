"""The addresses of the payment commitment: the Kalmar form, the specialist referral, the emergency admission."""

from django.urls import URLPattern, path

from vardkedja.commitments.acute.urls import urlpatterns as acute
from vardkedja.commitments.specialist.urls import urlpatterns as specialist
from vardkedja.commitments.specialist.views import lists as svr_lists
from vardkedja.commitments.specialist.views import queue as svr_queue
from vardkedja.commitments.views import acts, case, chips, form, lists, printing

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
    path("specialistvard/", svr_lists.listing, name="svr-list"),
    path("specialistvard/antal/", svr_lists.counted, name="svr-counts"),
    path("specialistvard/ko/", svr_queue.page, name="svr-queue"),
    *acute,
    *specialist,
]
