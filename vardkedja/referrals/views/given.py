"""What was typed on an act's page, read without guessing; and what an act is."""

import datetime
import uuid
from collections.abc import Callable
from dataclasses import dataclass

from django.http import QueryDict

from vardkedja.kernel import typed
from vardkedja.kernel.access import Actor
from vardkedja.kernel.verbs import Refused
from vardkedja.referrals.actions.common import fault
from vardkedja.referrals.views.actfields import Field, Source


@dataclass(frozen=True)
class Given:
    """What was typed on an act's page, and about which case."""

    post: QueryDict
    case_uuid: uuid.UUID
    actor: Actor

    def text(self, name: str, longest: int = 20_000) -> str:
        """What was typed. Raises Refused when it has no room, so that nothing is cut in silence."""
        found = self.post.get(name, "").replace("\r\n", "\n").strip()
        if len(found) > longest:
            text = f"Högst {longest} tecken får plats. Texten har {len(found)}."
            raise Refused("Det gick inte", [fault("X-35.long", name, "Texten är för lång", text)])
        return found

    def ticked(self, name: str) -> bool:
        return bool(self.post.get(name))

    def yes(self, name: str) -> bool:
        return self.post.get(name) == "ja"

    def id(self, name: str) -> uuid.UUID | None:
        return typed.an_id(self.post.get(name, ""))

    def chosen(self, name: str, label: str) -> uuid.UUID:
        """An id that must be there. Raises Refused."""
        found = self.id(name)
        if found is None:
            raise Refused("Det gick inte", [fault(f"X-35.{name}", name, f"{label} saknas", "Välj ur listan.")])
        return found

    def day(self, name: str, label: str) -> datetime.date | None:
        """A day, None when nothing was typed. Raises Refused when it cannot be read, so that no other day is taken."""
        try:
            return typed.day(self.post.get(name, ""))
        except ValueError:
            text = "Skriv som ÅÅÅÅ-MM-DD, till exempel 2025-06-01."
            raise Refused("Det gick inte", [fault("X-35.day", name, f"{label} är inget datum", text)]) from None

    def needed_day(self, name: str, label: str) -> datetime.date:
        found = self.day(name, label)
        if found is None:
            raise Refused("Det gick inte", [fault("X-35.day", name, f"{label} saknas", "Skriv som ÅÅÅÅ-MM-DD.")])
        return found

    def time(self, name: str) -> datetime.time | None:
        """A time of day, None when nothing was typed. Raises Refused when it cannot be read."""
        text = self.post.get(name, "").strip().replace(".", ":")
        try:
            found = datetime.time.fromisoformat(text) if text else None
            return found.replace(tzinfo=None) if found else None  # a time of day as people type it, in Stockholm
        except ValueError:
            raise Refused(
                "Det gick inte", [fault("X-35.time", name, "Klockslaget går inte att läsa", "Skriv som 13:00.")]
            ) from None

    def answer(self, name: str) -> bool | None:
        """ja or nej; None when neither was chosen."""
        return {"ja": True, "nej": False}.get(self.post.get(name, ""))

    @property
    def confirmed(self) -> frozenset[str]:
        """The codes of the warnings that the person has said yes to."""
        return frozenset(self.post.getlist("confirmed"))

    @property
    def how(self) -> dict:
        """By whom, at which turn the form was opened, and the form's key."""
        turn = self.post.get("turn", "")
        return {
            "by": self.actor,
            "turn": int(turn) if turn.isdecimal() and len(turn) < 10 else None,
            "key": self.id("idempotency_key"),
        }

    @property
    def at_version(self) -> dict:
        """By whom, at which version the form was opened, and the form's key: for cases with one version of all sides."""
        how = self.how
        return {"by": how["by"], "version": how["turn"], "key": how["key"]}

    @property
    def keyed(self) -> dict:
        """By whom and the form's key, for what nobody else's act can stand in the way of."""
        return {"by": self.actor, "key": self.id("idempotency_key")}

    @property
    def about(self) -> uuid.UUID:
        return self.chosen("besked", "Meddelandet")


@dataclass(frozen=True)
class Act:
    """One act: its words, what it says before, its fields, and the verb it calls. `shows` is text to read before."""

    title: str
    button: str
    tells: str
    run: Callable[[Given], uuid.UUID]
    fields: tuple[Field, ...] = ()
    shows: Callable[[Source], str] | None = None
    shown_as: str = "Text"
    after: str = ""  # the address to go to afterwards, when it is not the case's page


REASON = Field("reason", "Skäl", "area", rows=3)
