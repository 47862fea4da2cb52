"""The skills, credential kinds and required set of a new installation. An administrator can change all of it."""

from accounts.enums import ProviderType

ANESTHESIOLOGIST, NURSE, MEDIC = (
    ProviderType.ANESTHESIOLOGIST.value,
    ProviderType.NURSE.value,
    ProviderType.MEDIC.value,
)
EVERYONE = [ANESTHESIOLOGIST, NURSE, MEDIC]

#: name -> (who must have it, asked by children)
SKILLS: dict[str, tuple[list[str], bool]] = {
    "pediatric": (EVERYONE, True),
    "nasal intubation": ([ANESTHESIOLOGIST], False),
    "special needs": ([ANESTHESIOLOGIST, NURSE], False),
    "difficult IV access": ([NURSE], False),
    "spanish": ([NURSE], False),
}

#: name -> held per state
CREDENTIAL_KINDS: dict[str, bool] = {
    "state licence": True,
    "BLS": False,
    "ACLS": False,
    "PALS": False,
    "DEA": True,
    "malpractice cover": False,
}

#: (provider type, kind, only with children)
REQUIRED: list[tuple[str, str, bool]] = [
    *((who, kind, False) for who in EVERYONE for kind in ("state licence", "BLS", "ACLS", "malpractice cover")),
    (ANESTHESIOLOGIST, "DEA", False),
    *((who, "PALS", True) for who in EVERYONE),
]
