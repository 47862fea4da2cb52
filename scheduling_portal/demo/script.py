"""What happens in the demo world. Days count from the Monday of this week."""

import enum
from dataclasses import dataclass


class Stage(enum.IntEnum):
    """How far a day has come."""

    REQUESTED = 1
    PLANNED = 2
    HELD = 3
    CONFIRMED = 4


@dataclass(frozen=True)
class DayPart:
    """One case day. `team` names who is wanted; other slots go to the best ranked, except `open_slots`.

    `waiting` have not answered yet. `late` days were confirmed only yesterday.
    """

    day: int
    practice: str
    site: str
    stage: Stage
    first: str = "7:30"
    end: str = "14:00"
    patients: int = 5
    children: bool = False
    skills: tuple[str, ...] = ()
    alternatives: tuple[int, ...] = ()
    notes: str = ""
    team: tuple[str, ...] = ()
    open_slots: str = ""
    waiting: tuple[str, ...] = ()
    late: bool = False
    details: bool = True
    booked: int = 0
    key: str = ""

    @property
    def name(self) -> str:
        """What the rest of the script calls it."""
        return self.key or f"{self.practice} {self.site} {self.day}"


R, P, H, C = Stage.REQUESTED, Stage.PLANNED, Stage.HELD, Stage.CONFIRMED

LAST_PERIOD = [
    DayPart(-34, "Harbor Family Dental", "Pier 9", C, booked=3,
            team=("Ben Lindqvist", "Keiko Tanaka", "Imani Walker")),
    DayPart(-33, "Lakeview Dental Group", "Beaverton", C, booked=3,
            team=("Amara Okafor", "Grace Whitfield", "Omar Haddad")),
    DayPart(-31, "Boise Children's Dental", "Boise", C, first="7:00", children=True, booked=2,
            team=("Anil Mehta", "Carmen Aguilar", "Peter Ivanov")),
    DayPart(-28, "Maple Street Pediatric", "Portland", C, children=True, booked=3,
            team=("Priya Raman", "Grace Whitfield", "Luis Ortega")),
    DayPart(-27, "Willamette Endodontics", "Salem", C, first="9:00", booked=2,
            team=("Yusuf Demir", "Abigail Frost", "Dana Kowalski")),
    DayPart(-26, "Cedar Oral Surgery", "Vancouver", C, first="8:30", booked=2,
            team=("Helen Castellano", "Tomás Herrera", "Riley Brooks")),
    DayPart(-24, "Treasure Valley Oral Surgery", "Nampa", C, booked=2,
            team=("Rebecca Holt", "Joy Nakamura", "Victor Hale")),
    DayPart(-21, "Bright Smiles", "Gresham", C, first="8:00", children=True, booked=2,
            team=("Ingrid Solberg", "Nia Campbell", "Jonah Reyes")),
    DayPart(-20, "Orchard Kids Dentistry", "Lake Oswego", C, children=True, booked=2,
            team=("Ben Lindqvist", "Marisol Vega", "Sofia Lindgren")),
    DayPart(-19, "Lakeview Dental Group", "Tigard", C, first="9:00", booked=2,
            team=("Claire Dubois", "Soraya Nazari", "Luis Ortega")),
    DayPart(-17, "Snake River Smiles", "Ontario", C, first="8:00", booked=2,
            team=("Gregory Ames", "Carmen Aguilar", "Denise Carver")),
    DayPart(-14, "Sellwood Dental Arts", "Sellwood", C, booked=1,
            team=("Mei Takahashi", "Declan Murphy", "Theo Grant")),
    DayPart(-13, "Tualatin Valley Dental", "Hillsboro", C, first="8:00", booked=2,
            team=("Helen Castellano", "Grace Whitfield", "Sam Whitaker")),
    DayPart(-12, "Maple Street Pediatric", "Portland", C, children=True, booked=2,
            team=("Priya Raman", "Grace Whitfield", "Omar Haddad")),
    DayPart(-11, "Fern Hill Periodontics", "Wilsonville", P, key="moved away"),
    DayPart(-10, "Eagle River Dental", "Eagle", C, first="8:00", booked=1,
            team=("Rebecca Holt", "Joy Nakamura", "Kayla Bishop")),
]  # fmt: skip

THIS_PERIOD = [
    # Last week and this one.
    DayPart(-7, "Maple Street Pediatric", "Portland", C, children=True, booked=3,
            team=("Priya Raman", "Grace Whitfield", "Luis Ortega")),
    DayPart(-6, "Bright Smiles", "Gresham", C, first="8:00", children=True, booked=2,
            team=("Ingrid Solberg", "Nia Campbell", "Jonah Reyes")),
    DayPart(-5, "Boise Children's Dental", "Meridian", C, first="7:00", children=True, booked=2,
            team=("Gregory Ames", "Hannah Brandt", "Kayla Bishop")),
    DayPart(-5, "Mount Scott Dental", "Happy Valley", C, first="9:00", booked=1,
            team=("Helen Castellano", "Tomás Herrera", "Theo Grant")),
    DayPart(-4, "Lakeview Dental Group", "Beaverton", C, booked=3,
            team=("Helen Castellano", "Grace Whitfield", "Omar Haddad")),
    DayPart(-3, "Cedar Oral Surgery", "Vancouver", C, first="8:30", booked=2,
            team=("Priya Raman", "Joanne Park", "Riley Brooks")),
    DayPart(0, "Harbor Family Dental", "Eastside", C, booked=3,
            team=("Amara Okafor", "Declan Murphy", "Imani Walker")),
    DayPart(1, "Willamette Endodontics", "Salem", C, first="9:00", booked=2,
            team=("Claire Dubois", "Abigail Frost", "Dana Kowalski")),
    DayPart(1, "Salmon Creek Pediatric", "Salmon Creek", C, first="8:00", children=True, booked=2,
            team=("Mei Takahashi", "Declan Murphy", "Riley Brooks")),
    DayPart(2, "Lakeview Dental Group", "Eastside", C, first="8:00", booked=3,
            team=("Amara Okafor", "Keiko Tanaka", "Luis Ortega")),
    DayPart(3, "Treasure Valley Oral Surgery", "Nampa", C, booked=2,
            team=("Anil Mehta", "Joy Nakamura", "Denise Carver")),
    DayPart(3, "Hawthorne Dental Studio", "Hawthorne", C, first="8:30", booked=1,
            team=("Priya Raman", "Marisol Vega", "Sofia Lindgren")),
    DayPart(4, "Orchard Kids Dentistry", "Lake Oswego", C, children=True, booked=2,
            team=("Helen Castellano", "Grace Whitfield", "Luis Ortega")),
    DayPart(4, "Columbia Implant Center", "Camas", C, first="8:00", booked=1,
            team=("Rafael Montes", "Soraya Nazari", "Sam Whitaker")),
    # Next week.
    DayPart(7, "Maple Street Pediatric", "Portland", C, first="8:00", children=True, booked=3, key="earlier",
            team=("Priya Raman", "Grace Whitfield", "Luis Ortega")),
    DayPart(8, "Bright Smiles", "Gresham", C, first="8:00", children=True, booked=2,
            team=("Ben Lindqvist", "Nia Campbell", "Omar Haddad"), waiting=("Ben Lindqvist",)),
    DayPart(8, "Sellwood Dental Arts", "Sellwood", C, late=True, details=False,
            team=("Amara Okafor", "Grace Whitfield", "Luis Ortega"), waiting=("Grace Whitfield", "Luis Ortega")),
    DayPart(9, "Boise Children's Dental", "Boise", C, first="7:00", children=True, booked=2,
            team=("Anil Mehta", "Hannah Brandt", "Peter Ivanov")),
    DayPart(9, "Harbor Family Dental", "Pier 9", C, late=True, details=False,
            team=("Priya Raman", "Joanne Park", "Riley Brooks"), waiting=("Priya Raman", "Riley Brooks")),
    DayPart(10, "Lakeview Dental Group", "Beaverton", C, patients=6, booked=4, key="at risk",
            notes="The chair in room 2 does not tilt.",
            team=("Amara Okafor", "Grace Whitfield", "Sam Whitaker")),
    DayPart(10, "Cedar Oral Surgery", "Vancouver", C, first="8:30", booked=1, key="declined once",
            team=("Priya Raman", "Tomás Herrera", "Riley Brooks")),
    DayPart(10, "Tualatin Valley Dental", "Hillsboro", C, first="8:00", late=True, details=False,
            team=("Helen Castellano", "Marisol Vega", "Marcus Bell"), waiting=("Helen Castellano", "Marcus Bell")),
    DayPart(11, "Harbor Family Dental", "Eastside", C, booked=2,
            team=("Mei Takahashi", "Joanne Park", "Jonah Reyes")),
    DayPart(11, "Lakeview Dental Group", "Tigard", C, first="9:00", end="13:00", patients=3, details=False, booked=1,
            team=("Helen Castellano", "Nia Campbell", "Luis Ortega")),
    # The week after, not published yet.
    DayPart(14, "Maple Street Pediatric", "Portland", H, children=True,
            team=("Priya Raman", "Grace Whitfield", "Luis Ortega")),
    DayPart(15, "Maple Street Pediatric", "Portland", H, children=True, key="other date wanted",
            team=("Helen Castellano", "Nia Campbell", "Omar Haddad")),
    DayPart(15, "Northgate Special Care", "Kelso", H, first="8:00", skills=("special needs",),
            team=("Ben Lindqvist",),
            open_slots="nm"),
    DayPart(16, "Willamette Endodontics", "Salem", H, first="9:00", key="conflict",
            team=("Amara Okafor", "Keiko Tanaka", "Dana Kowalski")),
    DayPart(16, "Lakeview Dental Group", "Tigard", P, end="15:00"),
    DayPart(16, "Bright Smiles", "Gresham", R, first="8:00", children=True, patients=6, alternatives=(17, 21)),
    DayPart(17, "Cedar Oral Surgery", "Vancouver", H, team=("Mei Takahashi", "Tomás Herrera", "Riley Brooks")),
    DayPart(17, "Canyon Family Dental", "Caldwell", P, first="8:00"),
    DayPart(18, "Yamhill Oral Care", "McMinnville", R, first="8:30", patients=4),
    DayPart(18, "Oak Grove Special Dentistry", "Oak Grove", P, skills=("special needs", "difficult IV access")),
    DayPart(12, "Silver Falls Dentistry", "Silverton", R, key="on a Saturday"),
    DayPart(16, "Chehalem Family Dental", "Newberg", P, key="called off"),
]  # fmt: skip

NEXT_PERIOD = [
    DayPart(22, "Lakeview Dental Group", "Eastside", R, first="8:00", end="13:00", patients=4, key="proposal"),
    DayPart(24, "Bright Smiles", "Gresham", R, first="8:00", children=True, patients=6, alternatives=(25, 31)),
    DayPart(25, "Orchard Kids Dentistry", "Lake Oswego", R, children=True, patients=4),
    DayPart(28, "Northgate Special Care", "Kelso", R, first="8:00", skills=("special needs",), alternatives=(30,)),
    DayPart(29, "Willamette Endodontics", "Salem", R, first="9:00", patients=4),
    DayPart(30, "Treasure Valley Oral Surgery", "Nampa", R),
    DayPart(31, "Hawthorne Dental Studio", "Hawthorne", P, first="8:30"),
    DayPart(36, "Boise Children's Dental", "Boise", R, first="7:00", children=True, skills=("special needs",)),
    DayPart(42, "Cedar Oral Surgery", "Vancouver", R, first="8:30", skills=("nasal intubation",),
            alternatives=(43, 44)),
]  # fmt: skip

DAYS = [*LAST_PERIOD, *THIS_PERIOD, *NEXT_PERIOD]
#: Every second Wednesday of the next period.
SERIES = ("Lakeview Dental Group", "Beaverton", (23, 37))
