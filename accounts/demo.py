"""The accounts of the demo world, in the one place that the trial's sign-in page, console and seed take them from."""

DEMO_PASSWORD = "caseday-demo"  # noqa: S105  public on purpose
DEMO_ACCOUNTS = [
    ("manager@demo.test", "Clinical manager"),
    ("practice@demo.test", "Practice staff"),
    ("nurse@demo.test", "Nurse"),
    ("medic@demo.test", "Medic"),
    ("anesthesiologist@demo.test", "Anesthesiologist"),
    ("both@demo.test", "Clinician and manager"),
    ("admin@demo.test", "Administrator"),
]
