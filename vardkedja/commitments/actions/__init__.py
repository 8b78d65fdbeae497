"""The verbs of the Kalmar form: every write. One file per part of the journey; views and the demo call nothing else."""

from vardkedja.commitments.actions.after import cancel, flag_change, handle_move, post
from vardkedja.commitments.actions.approval import record_answer, request_approval, withdraw_request
from vardkedja.commitments.actions.issuing import NOT_ISSUED, NeedsConfirmation, issue, judge
from vardkedja.commitments.actions.writing import delete, lock, replace, save

__all__ = [
    "NOT_ISSUED",
    "NeedsConfirmation",
    "cancel",
    "delete",
    "flag_change",
    "handle_move",
    "issue",
    "judge",
    "lock",
    "post",
    "record_answer",
    "replace",
    "request_approval",
    "save",
    "withdraw_request",
]
