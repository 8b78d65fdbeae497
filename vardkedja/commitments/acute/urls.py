"""The addresses of the emergency admission away from home."""

from django.urls import path

from vardkedja.commitments.acute.views import acts, case, form, lists

_CASE = "specialistvard/akut/<uuid:case_uuid>/"
urlpatterns = [
    path("specialistvard/akut/", lists.listing, name="svr-acute-list"),
    path("specialistvard/akut/ny/", form.new, name="svr-acute-new"),
    path(_CASE, case.case, name="svr-acute"),
    path(f"{_CASE}gor/<slug:what>/", acts.act, name="svr-acute-act"),
    path(f"{_CASE}gor/<slug:what>/kladd/", acts.autosave, name="svr-acute-act-autosave"),
]
