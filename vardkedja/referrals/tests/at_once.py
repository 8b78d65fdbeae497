"""Several people at the same moment: each act in a thread of its own, and what each is told."""

import threading
from collections.abc import Callable
from typing import Any

from django.db import connection

from vardkedja.kernel.access import Denied
from vardkedja.kernel.verbs import AlreadyDone, Conflict, KeyReused, Missing, Refused

Act = Callable[[], Any]
TOLD = (Conflict, Refused, Missing, AlreadyDone, KeyReused, Denied)


class Outcome(str):
    """What an act came to, and the words that it was told with."""

    words: str = ""


def at_once(*acts: Act) -> list[Outcome]:
    """Run every act in a thread of its own, all let go at the same moment."""
    gate, came_to = threading.Barrier(len(acts)), [Outcome() for _ in acts]

    def run(place: int, act: Act) -> None:
        try:
            connection.ensure_connection()
            gate.wait(10)
            act()
            came_to[place] = Outcome("done")
        except TOLD as told:
            came_to[place] = Outcome(type(told).__name__)
            reasons = told.reasons if isinstance(told, Refused) else ()
            came_to[place].words = " ".join(f"{reason.head}. {reason.text}" for reason in reasons) or str(told)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place, act)) for place, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return came_to
