from django.apps import AppConfig


class ReferralsConfig(AppConfig):
    name = "vardkedja.referrals"
    label = "referrals"
