"""The door for a web server."""

import os

from django.core.wsgi import get_wsgi_application

from vardkedja.web import logs, settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vardkedja.web.settings")
application = get_wsgi_application()
logs.set_up(settings.CONFIG.log_level)
