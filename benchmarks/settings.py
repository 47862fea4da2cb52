"""Production, served on this machine: only the addresses are other ones, and those of the benchmark."""

from scheduling_portal.settings.production import *

ROOT_URLCONF = "benchmarks.urls"
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
