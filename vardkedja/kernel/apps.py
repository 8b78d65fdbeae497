from django.apps import AppConfig


class KernelConfig(AppConfig):
    """The kernel as one Django app."""

    name = "vardkedja.kernel"
    label = "kernel"
    default_auto_field = "django.db.models.BigAutoField"
