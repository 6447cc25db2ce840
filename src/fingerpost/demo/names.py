"""Names, streets, telephone numbers and postcodes of people who cannot exist.

Surnames are made of words for landscape, weather and tools. Numbers come from the ranges that are kept for
fiction, addresses for mail from example.org, and postcodes from an area that no town has.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from random import Random
from typing import Final

_FIRST_HALVES: Final = (
    *("Fern", "Heather", "Bracken", "Moor", "Tarn", "Fell", "Beck", "Crag", "Dale", "Glen", "Heath", "Marsh"),
    *("Meadow", "Ridge", "Scar", "Shingle", "Thicket", "Tor", "Vale", "Wold", "Gorse", "Hollow", "Copse"),
    *("Dune", "Fen", "Knoll", "Mere", "Bramble", "Clover", "Sedge", "Drizzle", "Frost", "Gale", "Hail"),
    *("Mist", "Rain", "Sleet", "Snow", "Squall", "Sun", "Thaw", "Thunder", "Breeze", "Cloud", "Dew", "Haar"),
)
_SECOND_HALVES: Final = (
    *("anvil", "awl", "bellows", "bobbin", "bradawl", "chisel", "compass", "dibber", "gimlet", "hammer"),
    *("ladle", "lathe", "mallet", "needle", "pestle", "plane", "pliers", "plumbline", "pulley", "rasp"),
    *("rivet", "shuttle", "sieve", "spade", "spanner", "spindle", "spirit-level", "thimble", "toolbox"),
    *("trestle", "trowel", "wheelbarrow", "whisk", "wrench", "barrow", "bench", "funnel", "tongs", "vane"),
)
SURNAMES: Final = tuple(f"{first}{second}" for first in _FIRST_HALVES for second in _SECOND_HALVES)

WOMEN: Final = (
    *("Ada", "Aisha", "Alice", "Amina", "Amy", "Angela", "Anna", "Asha", "Beth", "Bridget", "Carol", "Chloe"),
    *("Claire", "Danuta", "Dawn", "Deborah", "Diana", "Edith", "Ella", "Emma", "Esther", "Eva", "Faith"),
    *("Farida", "Fatima", "Fiona", "Grace", "Gwen", "Hannah", "Heidi", "Helen", "Ida", "Irene", "Isla"),
    *("Jade", "Jane", "Jaswinder", "Jean", "Joan", "Joyce", "Julia", "Karen", "Kate", "Khadija", "Laura"),
    *("Leah", "Linda", "Lucy", "Maria", "Marta", "Mary", "Maya", "Megan", "Meera", "Mina", "Nadia", "Naomi"),
    *("Nicola", "Nina", "Olga", "Olive", "Pamela", "Parveen", "Priya", "Rachel", "Rosa", "Ruth", "Sadia"),
    *("Sally", "Sarah", "Shanice", "Sofia", "Susan", "Tamara", "Tanya", "Tessa", "Una", "Vera", "Wendy"),
    *("Yasmin", "Yvonne", "Zainab", "Zoe"),
)
MEN: Final = (
    *("Aaron", "Abdul", "Adam", "Adrian", "Ahmed", "Alan", "Alfie", "Amir", "Andrew", "Anil", "Ben", "Bilal"),
    *("Brian", "Callum", "Carl", "Colin", "Craig", "Daniel", "Darren", "David", "Dennis", "Derek", "Dev"),
    *("Dylan", "Edward", "Eric", "Ethan", "Farid", "Felix", "Frank", "Gareth", "George", "Graham", "Hamza"),
    *("Harry", "Hassan", "Hugh", "Ian", "Imran", "Isaac", "Ivan", "Jack", "Jacob", "James", "Jamal", "Jason"),
    *("Joel", "John", "Joseph", "Karim", "Keith", "Kevin", "Kofi", "Kyle", "Lee", "Leo", "Liam", "Luke"),
    *("Malik", "Marek", "Mark", "Martin", "Mohan", "Musa", "Nathan", "Neil", "Noah", "Oliver", "Omar"),
    *("Oscar", "Patrick", "Paul", "Peter", "Piotr", "Rahul", "Raj", "Ravi", "Rhys", "Robert", "Ryan", "Sam"),
    *("Simon", "Stefan", "Tariq", "Thomas", "Tom", "Usman", "Victor", "Walter", "Wayne", "Yusuf", "Zain"),
)

TOWNS: Final = (
    *("Northmoor", "Tarnside", "Westgate", "Drizzleham", "Anvilford", "Heatherby", "Misthaven", "Gorsewick"),
    *("Shingleton", "Brackenthorpe", "Malletbridge", "Frostleigh", "Spindlewell", "Cloudbury", "Fellminster"),
)
_STREETS: Final = (
    *("Anvil", "Beacon", "Chapel", "Cooper", "Cutler", "Ferry", "Forge", "Lantern", "Loom", "Mason"),
    *("Milestone", "Orchard", "Pump", "Quarry", "Ropewalk", "Saddler", "Signpost", "Tanner", "Turnpike"),
    *("Weaver", "Wheelwright", "Windmill"),
)
_WAYS: Final = ("Lane", "Road", "Street", "Close", "Terrace", "Way", "Court", "Rise")

# Letters that the second half of a postcode uses.
_INWARD: Final = "ABDEFGHJLNPQRSTUWXYZ"
# No town has the area ZZ. ZZ9 holds the venues' guarded postcode and ZZ99 has a meaning elsewhere.
_DISTRICTS: Final = tuple(number for number in range(10, 99))


@dataclass(frozen=True, slots=True)
class HardName:
    """A name as real people have them and as software gets wrong, with fixed details to try a search with."""

    given_name: str
    family_name: str
    is_woman: bool
    date_of_birth: date
    postcode: str
    language: str = "en-GB"
    earlier_family_name: str = ""
    earlier_postcode: str = ""


HARD_NAMES: Final = (
    HardName("José", "Fernchisel", False, date(1988, 2, 29), "ZZ10 1AA", language="other"),
    HardName("Maureen", "O'Neil", True, date(1979, 5, 4), "ZZ10 2AB"),
    HardName("Patrick", "O’Neil", False, date(1991, 11, 23), "ZZ10 3AD"),
    HardName("Inés", "de la Cruz", True, date(1984, 7, 14), "ZZ10 4AE", language="other"),
    HardName("", "Suharto", False, date(1972, 1, 2), "ZZ10 5AF"),
    HardName("Łukasz", "Mistwrench", False, date(1995, 9, 30), "ZZ10 6AG", language="pl"),
    HardName("রহিমা", "বেগম", True, date(1969, 3, 26), "ZZ10 7AH", language="bn"),
    HardName("فاطمة", "الحداد", True, date(1990, 12, 1), "ZZ10 8AJ", language="other"),
    HardName("عائشہ", "خان", True, date(1983, 8, 14), "ZZ10 9AL", language="ur"),
    HardName("Siân", "Ab Rhys-Thawpulley", True, date(2000, 3, 1), "ZZ11 1AN", language="other"),
    HardName(
        "Zoë",
        "Frost-Anvil",
        True,
        date(1987, 6, 17),
        "ZZ11 2AP",
        earlier_family_name="Gorsebobbin",
        earlier_postcode="ZZ12 3AQ",
    ),
    HardName("Graham", "Tarnvane", False, date(1976, 10, 9), "BFPO 57"),
)
"""They come first in every nation. Their families come again through the rest of it, with other details."""


def street_address(chance: Random) -> str:
    """A house number and a street."""
    street = f"{chance.choice(_STREETS)} {chance.choice(_WAYS)}"
    return f"{chance.randrange(1, 180)} {street}"


def postcode(chance: Random) -> str:
    """A postcode in the area ZZ, as it is written."""
    district, sector = chance.choice(_DISTRICTS), chance.randrange(10)
    return f"ZZ{district} {sector}{chance.choice(_INWARD)}{chance.choice(_INWARD)}"


def mobile_number(chance: Random) -> str:
    """A number of the range 07700 900000 to 900999, which is kept for fiction."""
    return f"07700 900{chance.randrange(1000):03d}"


def home_number(chance: Random) -> str:
    """A number of the range 0161 496 0000 to 0999, which is kept for fiction."""
    return f"0161 496 0{chance.randrange(1000):03d}"


def email_address(given_form: str, family_form: str, number: int) -> str:
    """A mail address at example.org; the forms are those of `policy.names.match_name`."""
    return f"{given_form or 'post'}.{family_form}.{number}@example.org"
