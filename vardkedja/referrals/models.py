"""Every table of referrals, gathered for Django."""

from vardkedja.referrals.consultations import Consultation, Reception
from vardkedja.referrals.core import Referral
from vardkedja.referrals.messages import Contact, Message
from vardkedja.referrals.papers_in import Dictation, Scan
from vardkedja.referrals.routines import DailyCheck, Designated, ForwardingOrder, UnitRoutine

__all__ = [
    "Consultation",
    "Contact",
    "DailyCheck",
    "Designated",
    "Dictation",
    "ForwardingOrder",
    "Message",
    "Reception",
    "Referral",
    "Scan",
    "UnitRoutine",
]
