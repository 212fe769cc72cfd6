"""What the web server calls."""

import os

from django.core.wsgi import get_wsgi_application

from manciple.engine.processes import die_with_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "manciple.settings")
if "MANCIPLE_SUPERVISED" in os.environ:
    die_with_parent()
application = get_wsgi_application()
