"""Every address. Who gets past the gate stands in matrix.py."""

from django.urls import URLPattern, URLResolver, path

from vardkedja.commitments.urls import urlpatterns as commitments
from vardkedja.referrals.urls import urlpatterns as referrals
from vardkedja.web import changed, faults, search, start
from vardkedja.web.office.urls import urlpatterns as office

urlpatterns: list[URLPattern | URLResolver] = [
    path("", start.start, name="start"),
    path("sok/", search.search, name="search"),
    path("andrat/", changed.changed, name="changed"),
    *commitments,
    *referrals,
    *office,
]
handler400 = faults.bad_request
handler404 = faults.not_found
handler500 = faults.broken
