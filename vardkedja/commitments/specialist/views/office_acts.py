"""The acts of the region's office: words, fields, and the verb that each calls."""

import uuid
from collections.abc import Callable

from vardkedja.commitments.specialist.actions import assessing, deciding, issuing
from vardkedja.commitments.specialist.actions.assessing import Found
from vardkedja.commitments.specialist.actions.deciding import Terms
from vardkedja.commitments.specialist.actions.issuing import Period
from vardkedja.commitments.specialist.views import actfields as f
from vardkedja.referrals.views.actfields import Field, Options, Source, today
from vardkedja.referrals.views.given import Act, Given


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 4 else None


def _assess(g: Given) -> uuid.UUID:
    found = Found(
        same_kind=g.answer("same_kind"),
        same_kind_note=g.text("same_kind_note", 300),
        same_indication=g.answer("same_indication"),
        same_indication_note=g.text("same_indication_note", 300),
        funding=g.text("funding", 20),
        funding_region=g.text("funding_region", 2),
        agreement_reference=g.text("agreement_reference", 120),
        own_text=g.text("own_text"),
        indications_met=g.answer("indications_met"),
        admission_on=g.day("admission_on", "Inskrivning"),
        admission_time=g.time("admission_time"),
    )
    return assessing.assess(g.case_uuid, found, **g.at_version)


def _approve(g: Given) -> uuid.UUID:
    given = Terms(
        conditions=g.text("conditions", 1000),
        period_from=g.day("period_from", "Gäller fr.o.m."),
        period_to=g.day("period_to", "Gäller t.o.m."),
        lodging=g.answer("lodging"),
        nights=_number(g.text("nights", 5)),
        issue=not g.ticked("wait"),
    )
    return deciding.approve(g.case_uuid, given, **g.at_version)


def _period(g: Given) -> Period:
    return Period(g.day("period_from", "Gäller fr.o.m."), g.day("period_to", "Gäller t.o.m."))


def _basis(source: Source) -> str:
    """The medical basis, to read while assessing."""
    case = source.case
    return f"{case.complaints}\n\nDiagnos: {case.diagnosis or 'saknas'}\n\nPlanerad åtgärd: {case.measure or 'saknas'}"


def _items(g: Given) -> tuple[str, ...]:
    return tuple(line.strip() for line in g.text("items").splitlines() if line.strip())


def _choice(name: str, label: str, kind: str = "text", options: Callable[[Source], Options] | None = None) -> Field:
    """A field of the assessment that only the patient's choice asks for; what was answered before stands in it."""
    return Field(name, label, kind, options=options, value=f.said(name), empty="Ingen vald", when=f.is_choice)


LODGING = (
    Field(
        *("lodging", "Logi, standardenkelrum på mellanklasshotell", "radio", "Ett eget beslut."),
        options=f.yes_no,
        when=f.has_lodging,
    ),
    Field("nights", "Antal nätter", when=f.has_lodging),
)
LATER = Field(
    *("wait", "Utfärda inte betalningsförbindelsen nu", "box", "Går inte när vården har börjat."), when=f.is_inpatient
)
ACTS: dict[str, Act] = {
    "borja": Act(
        *("Börja bedöma", "Börja bedöma", "Du blir ansvarig handläggare för ärendet."),
        lambda g: assessing.start(g.case_uuid, **g.at_version),
        shows=_basis,
        shown_as="Medicinskt underlag",
    ),
    "ta-arendet": Act(
        *("Ta ärendet eller lämna över", "Byt handläggare", "Ärendet flyttar till den som väljs."),
        lambda g: assessing.assign(g.case_uuid, officer=g.id("officer"), **g.keyed),
        (Field("officer", "Handläggare", "select", options=f.officers, value=lambda s: f.officers(s)[0][0]),),
    ),
    "bedom": Act(
        *("Bedömning", "Spara bedömningen", "Det går att spara delar och fortsätta senare."),
        _assess,
        (
            _choice("same_kind", "Samma slags vård som i regionen?", "radio", f.yes_no),
            _choice("same_kind_note", "Kommentar om vården"),
            _choice("same_indication", "Samma indikation?", "radio", f.yes_no),
            _choice("same_indication_note", "Kommentar om indikationen"),
            _choice("funding", "Hur är vården finansierad?", "radio", f.fundings),
            _choice("funding_region", "Region som finansierar", "select", f.regions),
            _choice("agreement_reference", "Avtal med privat vårdgivare"),
            Field(
                *("own_text", "Egen bedömning av vårdbehovet", "area"),
                value=f.said("own_text"),
                help="Ingen vårdgivare i regionen har bedömt patienten. Därför gör ni det.",
                when=f.is_outside,
            ),
            Field(
                *("indications_met", "Är regionens indikationer uppfyllda?", "radio"),
                options=f.yes_no,
                value=f.said("indications_met"),
                when=f.is_outside,
            ),
            *f.ADMISSION,
        ),
        shows=_basis,
        shown_as="Medicinskt underlag",
    ),
    "begar-komplettering": Act(
        *("Begär komplettering", "Begär komplettering", "Ärendet väntar tills det som saknas har kommit."),
        lambda g: assessing.ask(g.case_uuid, items=_items(g), text=g.text("text", 1000), **g.at_version),
        (
            Field("items", "Vad saknas? En sak på varje rad.", "area", rows=4, value=f.missing),
            Field("text", "Till den som ska komplettera (valfritt)", "area", rows=3),
        ),
    ),
    "godkann": Act(
        *(
            "Godkänn",
            "Godkänn",
            "Sluten vård: betalningsförbindelsen utfärdas direkt. Den kan inte utfärdas i efterhand.",
        ),
        _approve,
        (
            *f.PERIOD,
            Field("conditions", "Villkor (valfritt)", "area", rows=3),
            *LODGING,
            LATER,
        ),
        shows=_basis,
        shown_as="Medicinskt underlag",
    ),
    "avsla": Act(
        *("Avslå", "Avslå", "Beslutet går till avsändaren och patienten, med det här om vad patienten kan göra:"),
        lambda g: deciding.reject(g.case_uuid, reason=g.text("reason", 1000), **g.at_version),
        (f.REASON,),
        shows=f.before_decision,
        shown_as="Vad patienten kan göra",
    ),
    "avvisa": Act(
        *(
            "Avvisa",
            "Avvisa",
            "Ärendet prövas inte: vården är redan given, öppenvårdsval, eller inget har kommit.",
        ),
        lambda g: deciding.dismiss(g.case_uuid, reason=g.text("reason", 1000), **g.at_version),
        (f.REASON,),
        shows=f.before_decision,
        shown_as="Vad patienten kan göra",
    ),
    "utfarda": Act(
        *("Utfärda betalningsförbindelsen", "Utfärda", "Vårdgivaren kan börja vården. Går inte när vården har börjat."),
        lambda g: issuing.issue(g.case_uuid, _period(g), **g.at_version),
        f.PERIOD,
    ),
    "andra-period": Act(
        *("Ändra perioden", "Utfärda ny version", "En ny version ersätter den gamla, som slutar gälla."),
        lambda g: issuing.extend(g.case_uuid, _period(g), reason=g.text("reason", 500), **g.at_version),
        (*f.PERIOD, Field("reason", "Skäl", "area", rows=3)),
    ),
    "logi": Act(
        *("Besluta om logi", "Besluta", "Ett eget beslut efter godkännandet. Brevet går till patienten."),
        lambda g: issuing.lodge(
            g.case_uuid,
            granted=g.yes("granted"),
            nights=_number(g.text("nights", 5)),
            reason=g.text("reason", 500),
            **g.at_version,
        ),
        (
            Field("granted", "Beviljas logi?", "radio", options=f.yes_no),
            Field("nights", "Antal nätter"),
            Field("reason", "Skäl, när det inte beviljas", "area", rows=3),
        ),
    ),
    "upphav": Act(
        *("Upphäv beslutet", "Upphäv", "Betalningsförbindelsen slutar gälla från den dagen. Går inte att ångra."),
        lambda g: deciding.revoke(
            g.case_uuid, reason=g.text("reason", 1000), from_day=g.day("from_day", "Dagen"), **g.at_version
        ),
        (Field("from_day", "Från och med", "date", value=lambda s: max(f.first_day(s), today(s))), f.REASON),
    ),
}
