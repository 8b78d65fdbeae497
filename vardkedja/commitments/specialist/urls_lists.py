"""The addresses of the lists, the office's queue and the statistics of specialist referrals."""

from django.urls import path

from vardkedja.commitments.specialist.views import absence, lists, queue, statistics

urlpatterns = [
    path("specialistvard/", lists.listing, name="svr-list"),
    path("specialistvard/antal/", lists.counted, name="svr-counts"),
    path("specialistvard/ko/", queue.page, name="svr-queue"),
    path("specialistvard/franvaro/", absence.page, name="svr-absence"),
    path("specialistvard/statistik/", statistics.page, name="svr-statistics"),
    path("specialistvard/statistik/<slug:form>/", statistics.file, name="svr-statistics-file"),
]
