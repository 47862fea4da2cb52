"""Settings under which gunicorn serves here: the tests', with connections that are kept, as in production."""

from scheduling_portal.settings.test import *  # noqa: F403

DATABASES["default"]["CONN_MAX_AGE"] = 60  # noqa: F405
