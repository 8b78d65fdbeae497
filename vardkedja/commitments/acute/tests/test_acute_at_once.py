"""Two at the same moment, each on a connection of its own: one is done, the other is told (X-14, X-37)."""

import threading
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection

from vardkedja.commitments.acute.actions import deciding
from vardkedja.commitments.acute.tests import samples
from vardkedja.commitments.acute.tests.samples import DOCTOR, HEAD, SECRETARY, found, out, who
from vardkedja.kernel import clock
from vardkedja.kernel.cases import Case
from vardkedja.kernel.history import History
from vardkedja.kernel.verbs import Conflict, Refused


@pytest.fixture(autouse=True)
def _february() -> Iterator[None]:
    with clock.stopped_at("2025-02-15 09:00"):
        yield


def at_once(*acts: Callable[[], Any]) -> list[str]:
    """Run the acts at the same moment; gives what came of each, sorted."""
    gate, said = threading.Barrier(len(acts)), []

    def run(act: Callable[[], Any]) -> None:
        gate.wait(timeout=20)
        try:
            act()
            said.append("done")
        except (Conflict, Refused) as stopped:
            said.append(type(stopped).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return sorted(said)


def test_x_37_two_who_decide_at_once_make_one_decision(real_commits: str) -> None:
    """X-37, SVR-23: whichever comes second is told; the case holds one decision and one row of history for it."""
    case_uuid = out("2025-02-10", "2025-02-11")
    read, one, other = found(case_uuid).version, who(DOCTOR), who(HEAD)
    said = at_once(
        lambda: deciding.decide(case_uuid, "transfer", by=one, motive="Stabil.", version=read),
        lambda: deciding.decide(case_uuid, "continue", by=other, motive="Kan inte flyttas.", version=read),
    )
    assert said == ["Conflict", "done"]
    assert History.objects.filter(verb__startswith="svr_acute.decide").count() == 1
    assert found(case_uuid).version == read + 1


def test_x_37_the_same_decision_at_once_is_made_once(real_commits: str) -> None:
    """X-37, SVR-23: without a version the second looks again, and the table says that it is decided."""
    case_uuid, one, other = out("2025-02-10", "2025-02-11"), who(DOCTOR), who(HEAD)
    said = at_once(
        *(lambda by=by: deciding.decide(case_uuid, "transfer", by=by, motive="Stabil.") for by in (one, other))
    )
    assert said == ["Refused", "done"]
    assert History.objects.filter(verb="svr_acute.decide_transfer").count() == 1


def test_x_14_two_who_register_the_same_patient_at_once_make_one_case(real_commits: str) -> None:
    """X-14: the second waits for the first and is refused."""
    out("2025-02-10", by="folke.rimnas")  # the person is known, so that nothing else keeps them apart
    said = at_once(lambda: out("2025-02-10", by=DOCTOR), lambda: out("2025-02-10", by=SECRETARY))
    assert said == ["Refused", "done"]
    assert found(_at_danderyd()).state == "admitted"


def _at_danderyd() -> uuid.UUID:
    return Case.objects.get(kind="svr_acute", unit__slug=samples.DANDERYD).uuid
