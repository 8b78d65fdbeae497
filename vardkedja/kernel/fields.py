"""What kind of data a field holds: every model field is classed, and what is shown, exported or logged follows the class."""

from enum import StrEnum

from django.db import models


class Class(StrEnum):
    """personal: tells who somebody is. care: tells of health or care. neither: the rest."""

    PERSONAL = "personal"
    CARE = "care"
    NEITHER = "neither"


class Classed(models.Model):
    """A table whose fields are classed: `personal` and `care` list names; every other field is declared in `neither`."""

    personal: tuple[str, ...] = ()
    care: tuple[str, ...] = ()
    insert_only = False  # the application's role may then neither change nor delete a row

    class Meta:
        abstract = True
