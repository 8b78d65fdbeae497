from django.apps import AppConfig


class CommitmentsConfig(AppConfig):
    name = "vardkedja.commitments"
    label = "commitments"
