"""The agreement itself beside the worked cases of lnk-samverkan."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vardkedja.rules.agreement import (
    Confirmation,
    Scope,
    TerminationFacts,
    Version,
    follow_up,
    followed_up,
    informed,
    references,
    terminate,
)
from vardkedja.rules.law import Terms, read, shipped

FIRST, LAST = date(2024, 11, 4), date(2027, 11, 3)
DAY = date(2025, 3, 10)


def own(name: str, value: str, party: str | None = "07", start: str = "2025-01-01") -> Terms:
    """The shipped values with one of a region's own laid over them."""
    line = f'party = "{party}"\n' if party else ""
    return Terms(
        overlay=read(
            f'title = "Beslut"\nchecked = 2026-11-22\n[[entry]]\nname = "{name}"\nlabel = "x"\nfrom = {start}\n'
            f'value = {value}\nunit = "x"\nclause = "1"\nbasis = "found"\n{line}',
            "own",
        )
    )


def without(name: str) -> Terms:
    """The shipped values without one."""
    return Terms(base=[entry for entry in shipped() if entry.name != name])


@given(st.dates(FIRST, LAST), st.none() | st.dates(FIRST - timedelta(days=30), LAST))
def test_a_party_confirms_within_three_months(on: date, confirmed_on: date | None) -> None:
    """LNK-139: flagged from the day three months after the agreement began until the day of the confirmation."""
    word = None if confirmed_on is None else Confirmation(version_from=FIRST, by="Chefen", on=confirmed_on)
    decision = informed("0780", on, word)
    confirmed = confirmed_on is not None and confirmed_on <= on
    assert decision.result == {"bound": True, "confirmed": confirmed, "due_on": date(2025, 2, 4)}
    flagged = not confirmed and on >= date(2025, 2, 4)
    assert decision.codes == (("LNK-139.due",) if flagged else ())
    assert decision.outcome == "computed"
    if confirmed:
        assert decision.say == "Medarbetarna är informerade om överenskommelsen."
    elif not flagged:
        assert decision.say == "Parten bekräftar före 4 februari 2025 att medarbetarna är informerade."
    assert (decision.inputs["party"], decision.inputs["on"]) == ("0780", on)
    assert decision.rule == "agreement.informed"
    assert [source.clause for source in decision.sources][0] == "Informationsskyldighet"


def test_information_that_cannot_be_judged() -> None:
    """LNK-139, LNK-140: a missing value is named; an entry that says something else decides nothing."""
    missing = informed("0780", DAY, terms=without("agreement.information_months"))
    assert (missing.outcome, missing.codes) == ("unclear", ("LAW.missing",))
    assert missing.reasons[0].source.clause == "agreement.information_months"
    assert missing.say == "Informationsplikten går inte att pröva."
    assert missing.inputs == {"party": "0780", "on": DAY, "confirmation": None}
    other_region = informed("0780", DAY, region="08")
    assert other_region.reasons[0].source.clause == "agreement.information_months"
    odd = informed("0780", DAY, terms=own("liability.regime", '"?"', "0780"))
    assert (odd.outcome, odd.result, odd.say) == ("unclear", {}, "Informationsplikten går inte att pröva.")
    assert odd.rule == "agreement.informed"
    left = informed("0780", DAY, terms=own("liability.regime", '"statute"', "0780"))
    assert (left.outcome, left.result, left.codes) == ("computed", {"bound": False}, ())
    assert left.say == "Ingen överenskommelse binder parten."
    assert left.inputs == {"party": "0780", "on": DAY, "confirmation": None}
    assert [source.title for source in left.sources] == ["Beslut"]


def test_a_new_version_asks_for_a_new_confirmation() -> None:
    """LNK-139: counted from the first day of the version that binds the party; the months are data."""
    terms = own("liability.regime", '"average"', "0780", "2026-01-31")
    word = Confirmation(version_from=FIRST, by=" Chefen", on=FIRST)
    decision = informed("0780", date(2026, 4, 30), word, terms=terms)
    assert decision.codes == ("LNK-139.other_version", "LNK-139.due")
    assert decision.say == "Versionen som gäller är från 31 januari 2026. Bekräfta den."
    assert decision.result == {"bound": True, "confirmed": False, "due_on": date(2026, 4, 30)}
    assert decision.inputs["confirmation"] == {"version_from": FIRST, "by": True, "on": FIRST}
    nameless = informed("0780", FIRST, replace(word, by=" "))
    assert nameless.codes == ("LNK-139.no_name",)
    assert nameless.inputs["confirmation"] == {"version_from": FIRST, "by": False, "on": FIRST}
    quick = informed("0780", date(2025, 1, 4), terms=own("agreement.information_months", "1"))
    assert quick.result["due_on"] == date(2024, 12, 4)


@pytest.mark.parametrize("scope", list(Scope))
@pytest.mark.parametrize("party", ["", "07", "0780", "0180"])
@pytest.mark.parametrize("reference", ["", "LG 2025-12"])
def test_who_may_end_the_agreement(scope: Scope, party: str, reference: str) -> None:
    """LNK-141, LNK-133: a decision for all, a bound municipality for one."""
    decision = terminate(TerminationFacts(scope=scope, from_on=DAY, reference=reference, party=party))
    alone = {"": "LNK-141.no_party", "07": "LNK-141.region", "0180": "LNK-141.not_bound"}.get(party)
    code = alone if scope is Scope.ONE else None if reference else "LNK-141.no_decision"
    assert decision.codes == ((code,) if code else ())
    affects = "all" if scope is Scope.ALL else party
    assert decision.result == ({} if code else {"affects": affects, "regime": "statute"})
    assert decision.inputs == {"scope": scope, "from_on": DAY, "reference": bool(reference), "party": party}
    assert decision.say == (
        decision.reasons[0].text if code else "Uppsägningen kan registreras. Lagen gäller från den dagen."
    )
    assert decision.rule == "agreement.terminate"
    assert [source.clause for source in decision.sources][0] == "Överenskommelsens giltighet, uppsägning"
    assert decision.sources[0].basis == "found"


def test_a_termination_of_a_party_with_an_odd_entry_is_unclear() -> None:
    """LNK-141: an unknown way of counting decides nothing; without a day all that is missing is said."""
    facts = TerminationFacts(scope=Scope.ONE, from_on=DAY, party="0780")
    decision = terminate(facts, terms=own("liability.regime", '"?"', "0780"))
    assert (decision.outcome, decision.codes, decision.result) == ("unclear", ("LAW.missing",), {})
    assert decision.say == decision.reasons[0].text
    gone = terminate(facts, terms=own("liability.regime", '"statute"', "0780"))
    assert gone.codes == ("LNK-141.not_bound",)
    assert gone.say == "Överenskommelsen gäller inte för kommunen 10 mars 2025. Kontrollera dagen och kommunen."
    assert terminate(TerminationFacts(scope=Scope.ONE)).codes == ("LNK-141.no_day", "LNK-141.no_party")
    assert terminate(TerminationFacts(scope=Scope.ALL)).codes == ("LNK-141.no_day", "LNK-141.no_decision")
    assert terminate(replace(facts, party="08"), region="08").codes == ("LNK-141.region",)


def test_the_interval_of_follow_up_is_data() -> None:
    """LNK-142, D-51: another number of years or months is another value, not other code."""
    two = follow_up(DAY, DAY, terms=own("agreement.follow_up_years", "2"))
    assert two.result == {"due_on": date(2027, 3, 10), "remind_on": date(2026, 9, 10)}
    one = follow_up(FIRST, DAY, terms=own("agreement.reminder_months", "1", start="2024-11-04"))
    assert one.result == {"due_on": date(2027, 11, 4), "remind_on": date(2027, 10, 4)}
    assert one.say == "Uppföljningen ska vara gjord 4 november 2027."
    assert one.steps == ("Senaste gången var 4 november 2024.", "Påminnelsen kommer 4 oktober 2027.")
    assert one.inputs == {"previous_on": FIRST, "on": DAY, "needed_on": None}
    assert (one.outcome, one.rule) == ("computed", "agreement.follow_up")


@pytest.mark.parametrize("name", ["agreement.follow_up_years", "agreement.reminder_months"])
def test_a_follow_up_that_cannot_be_counted(name: str) -> None:
    """LNK-142, D-51: the value that is missing is named, also outside the agreement."""
    decision = follow_up(FIRST, DAY, terms=without(name))
    assert (decision.outcome, decision.say) == ("unclear", "Dagen går inte att räkna ut.")
    assert decision.reasons[0].source.clause == name
    assert decision.inputs == {"previous_on": FIRST, "on": DAY, "needed_on": None}
    assert follow_up(LAST, LAST).result["due_on"] == date(2030, 11, 3)
    for outside in (FIRST - timedelta(days=1), LAST + timedelta(days=1)):
        assert follow_up(outside, DAY).reasons[0].source.clause == "agreement.follow_up_years"
    assert follow_up(FIRST, DAY, region="08").outcome == "unclear"


def test_a_follow_up_is_recorded_with_its_outcome() -> None:
    """LNK-142: every reason at once, and what is kept."""
    decision = followed_up(FIRST, FIRST, "")
    assert decision.codes == ("LNK-142.before", "LNK-142.no_outcome")
    assert decision.say == "Förra uppföljningen var 4 november 2024. Ange en senare dag."
    assert decision.inputs == {"previous_on": FIRST, "done_on": FIRST, "outcome": False}
    done = followed_up(FIRST, FIRST + timedelta(days=1), "Revideras")
    assert (done.outcome, done.say) == ("met", "Uppföljningen 5 november 2024 kan registreras.")
    assert done.inputs["outcome"] is True
    assert done.rule == "agreement.followed_up"
    assert [source.basis for source in done.sources] == ["found"]


def test_the_reference_list_is_the_agreements_own() -> None:
    """LNK-143: fourteen in the list and one that the text names, in that order; a version day that is entered is shown."""
    decision = references(DAY, (Version(number="2017:30", day=date(2025, 1, 1)),))
    rows = decision.result["rows"]
    assert [row["number"] for row in rows if row["listed"]] == [
        "2017:30",
        "2022:1250",
        "1993:387",
        "SOSFS 2011:9",
        "2022:913",
        "2009:400",
        "2014:821",
        "2010:659",
        "1991:1128",
        "1991:1129",
        "SOSFS 2007:10",
        "SOSFS 2011:7",
        "2001:453",
        "HSLF-FS 2017:37",
    ]
    assert [row["number"] for row in rows if not row["listed"]] == ["2017:612"]
    assert rows[0] == {
        "number": "2017:30",
        "title": "Hälso- och sjukvårdslag",
        "listed": True,
        "version_on": date(2025, 1, 1),
    }
    assert rows[-1]["title"] == "Lag om samverkan vid utskrivning från sluten hälso- och sjukvård"
    assert decision.say == "Överenskommelsen hänvisar till 15 författningar."
    assert decision.inputs == {"on": DAY, "versions": {"2017:30": date(2025, 1, 1)}}
    assert decision.reasons[0].text.startswith("Ange vilken dag versionen är från för 2022:1250, 1993:387,")
    assert (decision.outcome, decision.rule) == ("computed", "agreement.references")
    assert [source.clause for source in decision.sources] == ["Referenser", "Överenskommelsens giltighet", "Referenser"]
    every = tuple(Version(number=row["number"], day=DAY) for row in rows)
    assert references(DAY, every).codes == ()


@pytest.mark.parametrize("name", ["agreement.references", "agreement.references_in_text"])
def test_a_list_that_is_missing_is_named(name: str) -> None:
    """LNK-143, LNK-140: no list is made up."""
    decision = references(DAY, terms=without(name))
    assert (decision.outcome, decision.result) == ("unclear", {})
    assert decision.reasons[0].source.clause == name
    assert decision.say == "Referenslistan går inte att visa."
    assert decision.inputs == {"on": DAY, "versions": {}}
    assert decision.rule == "agreement.references"
