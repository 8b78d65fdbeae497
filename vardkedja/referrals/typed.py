"""What the plain forms of referrals share; the same as everywhere else."""

from vardkedja.kernel.look.forms import Errors, day, errors, typed, unreadable

__all__ = ["Errors", "day", "errors", "typed", "unreadable"]
