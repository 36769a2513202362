"""What the field looks like: sectors, access, credentials, languages, places and names.

Every table of shares is read by `Draws.weighted`; shares need not add up to anything.
"""

from __future__ import annotations

from typing import NamedTuple

SECTOR_MIX = {
    "home-visiting": 18.0,
    "early-intervention": 17.0,
    "early-care-and-education": 17.0,
    "head-start": 13.0,
    "family-and-peer-support": 9.0,
    "child-welfare": 8.0,
    "family-child-care": 7.0,
    "policy-and-administration": 5.0,
    "child-development": 4.0,
    "pediatrics": 2.0,
}
# Share of a sector's people with little or no reflective consultation at their workplace.
LITTLE_OR_NO_ACCESS = {
    "home-visiting": 0.30,
    "early-intervention": 0.60,
    "early-care-and-education": 0.75,
    "head-start": 0.50,
    "family-and-peer-support": 0.65,
    "child-welfare": 0.62,
    "family-child-care": 0.85,
    "policy-and-administration": 0.50,
    "child-development": 0.50,
    "pediatrics": 0.50,
}
NONE_OF_LITTLE = 0.55  # of those with little or none, the share with none
SOME_OF_MORE = 0.70  # of the others, the share with some

ROLES = {
    "direct-service": 62.0, "supervisor": 18.0, "administrator": 8.0,
    "consultant": 6.0, "policy": 3.0, "other": 3.0,
}  # fmt: skip
TARGETS = {
    "none": 66.0, "IFA": 2.0, "ECFA": 1.0, "IFS": 13.0, "ECFS": 3.0, "IFRS": 6.0, "ECRS": 1.5,
    "IMHS": 4.0, "ECMHS": 1.5, "IMHM": 1.5, "ECMHM": 0.5,
}  # fmt: skip
EDUCATION = {"BA": 41.0, "MA": 31.0, "AA": 12.0, "CDA": 10.0, "HS": 5.0, "other": 1.0}
MEMBER_UNTIL = {"active": 76.0, "2028-06-30": 11.0, "2027-12-31": 5.0, "2026-11-30": 8.0}
ROUNDS_WAITED = {0: 68.0, 1: 20.0, 2: 9.0, 3: 3.0}
# Coded, so that a sample file suggests no answers: the solver must never see what they stand for.
BACKGROUNDS = {"a": 50.0, "b": 17.0, "c": 17.0, "d": 6.0, "": 10.0}

CREDENTIALS = {"endorsed": 85.0, "emerging": 10.0, "vetted": 5.0}
ENDORSEMENTS = {
    "endorsed": {
        "IMHS": 36.0, "IFRS": 28.0, "IMHM": 22.0, "ECMHS": 5.0, "ECRS": 4.0, "ECMHM": 2.0,
        "other": 3.0,
    },
    "emerging": {"IFRS": 60.0, "IMHS": 30.0, "ECRS": 10.0},
    "vetted": {"other": 100.0},
}  # fmt: skip
# The term runs to 4 January 2028: the second date does not last so long.
CREDENTIAL_UNTIL = {"": 62.0, "2027-06-30": 6.0, "2028-12-31": 10.0, "2029-12-31": 22.0}
SECTORS_KNOWN = {0: 4.0, 1: 22.0, 2: 28.0, 3: 26.0, 4: 20.0}


class Place(NamedTuple):
    """Where somebody works."""

    region: str
    time_zone: str  # IANA name
    rural: float  # share of its people who work in the countryside


HOME_ZONE = "America/New_York"
ONE_STATE = {
    Place("Capital", HOME_ZONE, 0.05): 20.0,
    Place("Harbor", HOME_ZONE, 0.05): 17.0,
    Place("River Valley", HOME_ZONE, 0.25): 14.0,
    Place("Mill Towns", HOME_ZONE, 0.15): 13.0,
    Place("Lakes", HOME_ZONE, 0.45): 11.0,
    Place("Islands", HOME_ZONE, 0.60): 6.0,
    Place("Foothills", HOME_ZONE, 0.70): 9.0,
    Place("North Country", HOME_ZONE, 0.90): 10.0,
}
# Arizona, Hawaii and Puerto Rico never change their clocks; the others do.
MANY_ZONES = {
    Place("New York", "America/New_York", 0.15): 16.0,
    Place("North Carolina", "America/New_York", 0.35): 12.0,
    Place("Michigan", "America/Detroit", 0.30): 12.0,
    Place("Illinois", "America/Chicago", 0.20): 11.0,
    Place("Texas", "America/Chicago", 0.25): 12.0,
    Place("Colorado", "America/Denver", 0.30): 9.0,
    Place("Arizona", "America/Phoenix", 0.25): 8.0,
    Place("California", "America/Los_Angeles", 0.10): 13.0,
    Place("Hawaii", "Pacific/Honolulu", 0.40): 4.0,
    Place("Puerto Rico", "America/Puerto_Rico", 0.30): 5.0,
}

EMPLOYER_NAMES = (
    "Juniper", "Bluebird", "Stepping Stones", "Harborlight", "Cedar Grove", "Open Door",
    "Morning Star", "Willow Bend", "Kindred", "Bridgeway", "Sunflower", "Riverbend", "Lantern",
    "First Steps", "Wren House", "Common Ground", "Maple Street", "New Roots", "Heron Point",
    "Safe Passage", "Tidewater", "Beacon Hill Road", "Little Oaks", "Clearwater",
)  # fmt: skip
EMPLOYER_KINDS = (
    "Family Services", "Children's Collaborative", "Community Action", "Family Center",
    "Early Years Partnership", "Health and Families", "Child and Family Network",
)  # fmt: skip
FIRST_NAMES = (
    "Abena", "Aiyana", "Amara", "Anaïs", "Anjali", "Arturo", "Aylin", "Beatriz", "Bianca", "Callum",
    "Camila", "Chidi", "Cleo", "Dalia", "Daniela", "Delphine", "Dinh", "Edwidge", "Efua", "Eleni",
    "Esi", "Fatou", "Fernanda", "Flor", "Gabriela", "Giselle", "Halima", "Ines", "Ioana", "Jamila",
    "Jiho", "Joaquim", "Kalani", "Keisha", "Leilani", "Lourdes", "Magda", "Malik", "Marisol",
    "Micah", "Naomi", "Nasrin", "Nia", "Oona", "Parisa", "Paulette", "Rafael", "Ruth", "Sanjay",
    "Siobhán", "Soledad", "Tevin", "Thandiwe", "Tomás", "Ursula", "Valdís", "Winona", "Yesenia",
    "Yuki", "Zainab",
)  # fmt: skip
LAST_NAMES = (
    "Acheampong", "Aguilar", "Almeida", "Andrade", "Bautista", "Begay", "Bellamy", "Bui",
    "Cardoso", "Castellanos", "Cohen", "Dacosta", "Desrosiers", "Dumont", "Estrada", "Fitzgerald",
    "Fontes", "Garnier", "Goldberg", "Hashimi", "Hernández", "Hoang", "Ibarra", "Iyer", "Jackson",
    "Kahale", "Kaplan", "Kowalski", "Lindqvist", "Lovelace", "Macedo", "Mensah", "Monteiro",
    "Nakamura", "Núñez", "O'Connor", "Okafor", "Ortega", "Pacheco", "Park", "Petrov", "Pierre-Paul",
    "Quispe", "Reyes", "Robinson", "Saint-Fleur", "Santos", "Semedo", "Singh", "Soto", "Toussaint",
    "Tsosie", "Valdez", "Varela", "Washington", "Wójcik", "Yang", "Yellowhorse", "Zamora", "Zhou",
)  # fmt: skip
