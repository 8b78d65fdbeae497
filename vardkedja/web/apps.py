from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "vardkedja.web"
    label = "web"
