"""The addresses of referrals."""

from django.urls import URLPattern, path

from vardkedja.referrals.views import (
    absence,
    absence_move,
    acts,
    case,
    checks,
    finding,
    form,
    lists,
    papers,
    printing,
    routine,
    routine_orders,
    silence,
    statistics,
    transcribing,
)

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
    path("remisser/ny/", form.new, name="rem-new"),
    path("remisser/mottagare/", form.found_receivers, name="rem-receivers"),
    path("remisser/skriv/<uuid:draft_uuid>/", form.form, name="rem-form"),
    path("remisser/skriv/<uuid:draft_uuid>/kladd/", form.autosave, name="rem-autosave"),
    path("remisser/<uuid:case_uuid>/", case.case, name="rem-case"),
    path("remisser/<uuid:case_uuid>/skriv/", form.edit, name="rem-edit"),
    path("remisser/<uuid:case_uuid>/gor/<slug:what>/", acts.act, name="rem-act"),
    path("remisser/<uuid:case_uuid>/gor/<slug:what>/kladd/", acts.autosave, name="rem-act-autosave"),
    path("remisser/<uuid:case_uuid>/remiss.pdf", printing.referral, name="rem-print"),
    path("remisser/<uuid:case_uuid>/senaste-svar.pdf", printing.latest_reply, name="rem-print-reply"),
    path("remisser/<uuid:case_uuid>/<slug:kind>-<int:version>.pdf", printing.document, name="rem-print-version"),
    # papers that come in
    path("remisser/skanna/", papers.scan, name="rem-scan"),
    path("remisser/registrera/", papers.register, name="rem-register"),
    path("remisser/papper/", papers.unlinked, name="rem-papers"),
    path("remisser/papper/<uuid:scan_uuid>/", papers.shown, name="rem-paper"),
    path("remisser/papper/<uuid:scan_uuid>/bild/", papers.preview, name="rem-paper-picture"),
    path("remisser/diktat/<uuid:dictation_uuid>/", transcribing.write, name="rem-transcribe"),
    # the unit's routine, absence and hand-out
    path("remisser/enheten/", routine.unit, name="rem-unit"),
    path("remisser/enheten/vidarebefordran/", routine_orders.forwarding, name="rem-forwarding"),
    path("remisser/franvaro/", absence.page, name="rem-absence"),
    path("remisser/franvaro/dela-ut/", absence.hand_out, name="rem-hand-out"),
    path("remisser/franvaro/lagg-over/<uuid:staff_uuid>/", absence_move.move, name="rem-hand-over"),
    # statistics
    path("remisser/statistik/", statistics.page, name="rem-statistics"),
    path("remisser/statistik/<slug:form>/", statistics.file, name="rem-statistics-file"),
]
