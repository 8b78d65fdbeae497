"""The addresses of referrals."""

from django.urls import URLPattern, path

from vardkedja.referrals.views import absence, absence_move, checks, finding, lists, routine, routine_orders, silence

urlpatterns: list[URLPattern] = [
    # work lists
    path("remisser/mitt/", lists.mine, name="rem-mine"),
    path("remisser/vart/", lists.ours, name="rem-ours"),
    path("remisser/antal/", lists.counted, name="rem-counts"),
    path("remisser/tyst/", silence.silent, name="rem-silence"),
    path("remisser/tyst/antal/", silence.counted, name="rem-silence-counts"),
    path("remisser/kontroll/<slug:word>/", checks.check, name="rem-check"),
    path("remisser/diktat/", checks.dictations, name="rem-dictations"),
    path("remisser/oinformerade/", checks.untold, name="rem-untold"),
    path("remisser/hjalp/", checks.help_page, name="rem-help"),
    path("remisser/sok/", finding.found, name="rem-found"),
    # one case
    # papers that come in
    # the unit's routine, absence and hand-out
    path("remisser/enheten/", routine.unit, name="rem-unit"),
    path("remisser/enheten/vidarebefordran/", routine_orders.forwarding, name="rem-forwarding"),
    path("remisser/franvaro/", absence.page, name="rem-absence"),
    path("remisser/franvaro/dela-ut/", absence.hand_out, name="rem-hand-out"),
    path("remisser/franvaro/lagg-over/<uuid:staff_uuid>/", absence_move.move, name="rem-hand-over"),
    # statistics
]
