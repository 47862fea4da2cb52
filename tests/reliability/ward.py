"""A world for a server of its own. Run as `python -m tests.reliability.ward` with DATABASE_URL set.

Migrates that database, makes a manager and a practice with its staff, and prints who is signed in, as JSON.
"""

import json


def main() -> None:
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    from practices.models import Practice
    from tests.personas import client_of, make_practice, make_staff

    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    practice: Practice = make_practice("Lakeview Dental Group")
    staff = make_staff(practice, "practice@people.test", "Tessa", "Nguyen")
    print(json.dumps({"session": client_of(staff).cookies[settings.SESSION_COOKIE_NAME].value}))  # noqa: T201


if __name__ == "__main__":
    main()
