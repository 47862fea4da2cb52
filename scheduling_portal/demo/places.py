"""The practices of the demo world, their sites in two time zones, and who works there."""

from dataclasses import dataclass


@dataclass(frozen=True)
class SitePart:
    """One address. `notes` is what the team must know to get in."""

    name: str
    street: str
    city: str
    state: str
    zip_code: str
    notes: str = ""
    arrival: int = 60


@dataclass(frozen=True)
class PracticePart:
    """One practice: its contact first, then colleagues. `children` says whether it treats mostly children."""

    name: str
    people: tuple[tuple[str, str], ...]
    sites: tuple[SitePart, ...]
    children: bool = False
    email: str = ""


PRACTICES = [
    PracticePart(
        "Lakeview Dental Group",
        (("Tessa", "Nguyen"), ("Harold", "Finch")),
        (
            SitePart(
                "Beaverton",
                "4120 SW Cedar Hills Blvd",
                "Beaverton",
                "OR",
                "97005",
                "Park behind the building. Door code 4411#.",
            ),
            SitePart("Tigard", "12230 SW Main St", "Tigard", "OR", "97223", "Use the side entrance.", 45),
            SitePart("Eastside", "2815 SE Belmont St", "Portland", "OR", "97214", "Loading bay on 28th, until 8 am."),
        ),
        email="practice@demo.test",
    ),
    PracticePart(
        "Harbor Family Dental",
        (("Nadia", "Rahman"),),
        (
            SitePart("Pier 9", "930 NW Naito Pkwy", "Portland", "OR", "97209", "Lift is on the river side."),
            SitePart("Eastside", "4405 NE Sandy Blvd", "Portland", "OR", "97213"),
        ),
    ),
    PracticePart(
        "Maple Street Pediatric",
        (("Colin", "Hayes"), ("Ruth", "Adeyemi")),
        (SitePart("Portland", "1701 NW Maple St", "Portland", "OR", "97210", "Quiet room at the back."),),
        children=True,
    ),
    PracticePart(
        "Cedar Oral Surgery",
        (("Monica", "Bauer"),),
        (SitePart("Vancouver", "1010 Washington St", "Vancouver", "WA", "98660", "Park in level P2."),),
    ),
    PracticePart(
        "Bright Smiles",
        (("Derek", "Olsen"),),
        (SitePart("Gresham", "355 NE Roberts Ave", "Gresham", "OR", "97030"),),
        children=True,
    ),
    PracticePart(
        "Willamette Endodontics",
        (("Fiona", "Grady"),),
        (SitePart("Salem", "780 Commercial St SE", "Salem", "OR", "97301", "Two operatories, one chair each."),),
    ),
    PracticePart(
        "Northgate Special Care",
        (("Samuel", "Boateng"),),
        (SitePart("Kelso", "208 Allen St", "Kelso", "WA", "98626", "Wheelchair lift at the north door.", 75),),
    ),
    PracticePart(
        "Boise Children's Dental",
        (("Laura", "Whitlock"),),
        (
            SitePart("Boise", "640 W Fort St", "Boise", "ID", "83702", "Ask for the “blue” entrance."),
            SitePart("Meridian", "1520 E Fairview Ave", "Meridian", "ID", "83642"),
        ),
        children=True,
    ),
    PracticePart(
        "Tualatin Valley Dental",
        (("Gina", "Marsh"),),
        (SitePart("Hillsboro", "245 E Main St", "Hillsboro", "OR", "97123"),),
    ),
    PracticePart(
        "Sellwood Dental Arts",
        (("Elliot", "Crane"),),
        (SitePart("Sellwood", "8012 SE 13th Ave", "Portland", "OR", "97202"),),
    ),
    PracticePart(
        "Orchard Kids Dentistry",
        (("Yvonne", "Castro"),),
        (SitePart("Lake Oswego", "17 A Ave", "Lake Oswego", "OR", "97034"),),
        children=True,
    ),
    PracticePart(
        "Columbia Implant Center", (("Stuart", "Wong"),), (SitePart("Camas", "330 NE 4th Ave", "Camas", "WA", "98607"),)
    ),
    PracticePart(
        "Mount Scott Dental",
        (("Paige", "Turner"),),
        (SitePart("Happy Valley", "11900 SE Sunnyside Rd", "Clackamas", "OR", "97015"),),
    ),
    PracticePart(
        "Chehalem Family Dental",
        (("Roy", "Bennett"),),
        (SitePart("Newberg", "1003 Portland Rd", "Newberg", "OR", "97132"),),
    ),
    PracticePart(
        "Yamhill Oral Care",
        (("Celia", "Norton"),),
        (SitePart("McMinnville", "619 NE 3rd St", "McMinnville", "OR", "97128"),),
    ),
    PracticePart(
        "Silver Falls Dentistry",
        (("Ivan", "Kostic"),),
        (SitePart("Silverton", "410 N Water St", "Silverton", "OR", "97381"),),
    ),
    PracticePart(
        "Fern Hill Periodontics",
        (("Audrey", "Beck"),),
        (SitePart("Wilsonville", "8455 SW Town Center Loop", "Wilsonville", "OR", "97070"),),
    ),
    PracticePart(
        "Hawthorne Dental Studio",
        (("Leo", "Marchetti"),),
        (SitePart("Hawthorne", "3622 SE Hawthorne Blvd", "Portland", "OR", "97214"),),
    ),
    PracticePart(
        "Salmon Creek Pediatric",
        (("Jill", "Sorensen"),),
        (SitePart("Salmon Creek", "2101 NE 139th St", "Vancouver", "WA", "98686"),),
        children=True,
    ),
    PracticePart(
        "Treasure Valley Oral Surgery",
        (("Neil", "Barton"),),
        (SitePart("Nampa", "1415 12th Ave S", "Nampa", "ID", "83651"),),
    ),
    PracticePart(
        "Eagle River Dental", (("Kathryn", "Dole"),), (SitePart("Eagle", "228 E Plaza St", "Eagle", "ID", "83616"),)
    ),
    PracticePart(
        "Snake River Smiles",
        (("Hector", "Luna"),),
        (
            SitePart("Ontario", "91 SW 3rd Ave", "Ontario", "OR", "97914"),
            SitePart("Payette", "15 N 8th St", "Payette", "ID", "83661"),
        ),
    ),
    PracticePart(
        "Canyon Family Dental",
        (("Brooke", "Ellis"),),
        (SitePart("Caldwell", "704 Arthur St", "Caldwell", "ID", "83605"),),
    ),
    PracticePart(
        "Oak Grove Special Dentistry",
        (("Winston", "Pike"),),
        (SitePart("Oak Grove", "14600 SE McLoughlin Blvd", "Portland", "OR", "97267"),),
    ),
]
