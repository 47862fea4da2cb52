"""The people of the demo world. Invented; telephone numbers are of the range kept for fiction."""

from dataclasses import dataclass

from accounts.enums import ProviderType

A, N, M = ProviderType.ANESTHESIOLOGIST, ProviderType.NURSE, ProviderType.MEDIC


@dataclass(frozen=True)
class ClinicianPart:
    """One clinician. Skills are the letters of `SKILL_LETTERS`."""

    first: str
    last: str
    provider_type: ProviderType
    home_zip: str
    states: tuple[str, ...]
    skills: str = "p"
    pals: bool = True
    per_week: int = 4
    per_period: int = 12
    email: str = ""


SKILL_LETTERS = {
    "p": "pediatric",
    "n": "nasal intubation",
    "s": "special needs",
    "i": "difficult IV access",
    "e": "spanish",
}

WEST, NORTH, EAST = ("OR", "WA"), ("WA", "OR"), ("ID", "OR")

CLINICIANS = [
    # The demo accounts.
    ClinicianPart("Priya", "Raman", A, "97209", WEST, "pns", email="anesthesiologist@demo.test"),
    ClinicianPart("Grace", "Whitfield", N, "97005", WEST, "psie", email="nurse@demo.test"),
    ClinicianPart("Luis", "Ortega", M, "97224", WEST, "pe", email="medic@demo.test"),
    ClinicianPart("Helen", "Castellano", A, "97219", WEST, "pns", per_week=3, email="both@demo.test"),
    # Around Portland, Salem and Vancouver.
    ClinicianPart("Ben", "Lindqvist", A, "98660", WEST, "ps"),
    ClinicianPart("Amara", "Okafor", A, "97035", WEST, "pn"),
    ClinicianPart("Yusuf", "Demir", A, "97301", ("OR",), "pns"),
    ClinicianPart("Ingrid", "Solberg", A, "97214", WEST, "ps", per_week=5),
    ClinicianPart("Wendell", "Price", A, "97045", ("OR",), "p", pals=False),
    ClinicianPart("Mei", "Takahashi", A, "98683", NORTH, "pns"),
    ClinicianPart("Rafael", "Montes", A, "97230", WEST, "pse"),
    ClinicianPart("Claire", "Dubois", A, "97062", ("OR",), "n", pals=False, per_week=2),
    ClinicianPart("Nia", "Campbell", N, "97030", WEST, "ps"),
    ClinicianPart("Keiko", "Tanaka", N, "97202", WEST, "psi"),
    ClinicianPart("Tomás", "Herrera", N, "98661", NORTH, "pie"),
    ClinicianPart("Joanne", "Park", N, "97006", WEST, "ps"),
    ClinicianPart("Abigail", "Frost", N, "97302", ("OR",), "psi"),
    ClinicianPart("Declan", "Murphy", N, "97211", WEST, "p", per_week=5),
    ClinicianPart("Soraya", "Nazari", N, "97008", WEST, "pse"),
    ClinicianPart("Bethany", "Kline", N, "98682", NORTH, "p"),
    ClinicianPart("Marisol", "Vega", N, "97123", ("OR",), "pie"),
    ClinicianPart("Patrick", "Osei", N, "97267", WEST, "i", pals=False),
    ClinicianPart("Omar", "Haddad", M, "97204", WEST, "p"),
    ClinicianPart("Riley", "Brooks", M, "98660", NORTH, "p", per_week=5),
    ClinicianPart("Sam", "Whitaker", M, "97007", WEST, "p"),
    ClinicianPart("Marcus", "Bell", M, "97223", WEST, "pe"),
    ClinicianPart("Dana", "Kowalski", M, "97303", ("OR",), "p"),
    ClinicianPart("Theo", "Grant", M, "97080", WEST, "", pals=False),
    ClinicianPart("Imani", "Walker", M, "97217", WEST, "p"),
    ClinicianPart("Jonah", "Reyes", M, "98684", NORTH, "pe"),
    ClinicianPart("Sofia", "Lindgren", M, "97034", WEST, "p"),
    ClinicianPart("Caleb", "Stone", M, "97128", ("OR",), "", pals=False, per_week=2),
    # Around Boise.
    ClinicianPart("Anil", "Mehta", A, "83702", EAST, "pns"),
    ClinicianPart("Rebecca", "Holt", A, "83646", EAST, "ps"),
    ClinicianPart("Gregory", "Ames", A, "83651", EAST, "pn"),
    ClinicianPart("Lena", "Fischer", A, "83616", ("ID",), "ps"),
    ClinicianPart("Hannah", "Brandt", N, "83705", EAST, "psi"),
    ClinicianPart("Carmen", "Aguilar", N, "83605", EAST, "pse"),
    ClinicianPart("Travis", "Lowe", N, "83642", EAST, "pi"),
    ClinicianPart("Joy", "Nakamura", N, "83704", ("ID",), "ps"),
    ClinicianPart("Peter", "Ivanov", M, "83686", EAST, "p"),
    ClinicianPart("Denise", "Carver", M, "83709", EAST, "p"),
    ClinicianPart("Miguel", "Santos", M, "83607", EAST, "pe"),
    ClinicianPart("Kayla", "Bishop", M, "83713", ("ID",), "p"),
    ClinicianPart("Victor", "Hale", M, "97914", EAST, ""),
]

#: email, first name, last name; the rest of the practices' people are in `places`.
MANAGER = ("manager@demo.test", "Rosa", "Delgado")
ADMIN = ("admin@demo.test", "Alex", "Morgan")

FIRST_NAMES = [
    "Ava", "Noah", "Mila", "Ethan", "Zoe", "Liam", "Nora", "Owen", "Ruby", "Felix", "Isla", "Jude", "Clara", "Hugo",
    "Leah", "Simon", "Maya", "Oscar", "Tess", "Victor", "Elena", "Martin", "Paula", "George", "Irene", "Walter",
    "Diane", "Frank", "Gloria", "Ray", "Shirley", "Dennis",
]  # fmt: skip
MEN = frozenset({
    "Noah", "Ethan", "Liam", "Owen", "Felix", "Jude", "Hugo", "Simon", "Oscar", "Victor", "Martin", "George", "Walter",
    "Frank", "Ray", "Dennis",
})  # fmt: skip
LAST_NAMES = [
    "Albright", "Barros", "Chen", "Dawson", "Ellery", "Fuentes", "Gallagher", "Hussein", "Ibarra", "Jensen",
    "Kaplan", "Larkin", "Mbeki", "Novak", "Oakley", "Petrov", "Quinn", "Rossi", "Sandoval", "Thorne", "Ueda",
    "Vasquez", "Weaver", "Yates", "Zimmer",
]  # fmt: skip
