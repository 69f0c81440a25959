"""What the web server loads: `kith.site.wsgi:application`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kith.site.settings")
application = get_wsgi_application()
