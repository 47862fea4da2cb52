"""The change policy a new installation starts with."""

#: field, smaller than (minutes or patients), more than hours ahead, decision. What no row fits needs a manager.
CHANGE_POLICY: list[tuple[str, int | None, int | None, str]] = [
    ("notes", None, None, "apply"),
    ("contact_name", None, None, "apply"),
    ("contact_phone", None, None, "apply"),
    ("parking", None, None, "apply"),
    ("first_case_time", 30, 72, "apply"),
    ("expected_end", 30, 72, "apply"),
    ("expected_patients", 3, 72, "apply"),
    ("date", None, None, "manager"),
    ("site", None, None, "manager"),
    ("skills", None, None, "manager"),
    ("children", None, None, "manager"),
]
