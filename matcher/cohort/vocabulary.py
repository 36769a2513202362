"""The field's own terms, as the contract spells them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache
from types import MappingProxyType

# Everything that is neither a letter nor a digit; ticks and boxes are kept as answers.
_SEPARATORS = re.compile(r"[^\w✓✔☑☐]+|_+")

SECTORS = (
    "home-visiting",
    "early-care-and-education",
    "family-child-care",
    "head-start",
    "child-welfare",
    "early-intervention",
    "child-development",
    "family-and-peer-support",
    "policy-and-administration",
    "pediatrics",
    "mental-health",
    "other",
)
ROLES = ("direct-service", "supervisor", "administrator", "consultant", "policy", "other")
RC_ACCESS = ("none", "little", "some", "regular")
TARGETS = (
    "none", "IFA", "ECFA", "IFS", "ECFS", "IFRS", "ECRS", "IMHS", "ECMHS", "IMHM", "ECMHM",
)  # fmt: skip
EDUCATION = ("HS", "CDA", "AA", "BA", "MA", "other")
CADENCES = ("twice-monthly", "monthly")
CADENCE_WISHES = ("either", *CADENCES)
CREDENTIALS = ("endorsed", "emerging", "vetted")
ENDORSEMENTS = ("IFRS", "ECRS", "IMHS", "ECMHS", "IMHM", "ECMHM", "other")

# What people write instead. Every table is read through `alias_table`, which compares words
# without regard to case, accents, hyphens, slashes and punctuation.
SECTOR_ALIASES: Mapping[str, tuple[str, ...]] = {
    "home-visiting": (
        "home visit", "home visits", "home visitor", "home visitors", "home visitation", "HV",
        "MIECHV", "maternal infant and early childhood home visiting", "Healthy Families",
        "Healthy Families America", "Parents as Teachers", "PAT", "Nurse-Family Partnership", "NFP",
        "family home visiting", "home visiting program",
    ),
    "early-care-and-education": (
        "early care and learning", "early childhood education", "ECE", "EEC",
        "early education and care", "early learning", "child care", "childcare", "day care",
        "daycare", "child care center", "center-based child care", "center based care", "preschool",
        "pre-school", "pre-K", "prekindergarten", "early childhood educator", "early education",
        "infant toddler teacher", "infant/toddler care",
    ),
    "family-child-care": (
        "FCC", "family childcare", "family day care", "family daycare", "family child care home",
        "family child care provider", "home-based child care", "home-based childcare",
        "in-home child care",
    ),
    "head-start": (
        "early head start", "EHS", "head start early head start", "early head start head start",
        "EHS/HS", "HS/EHS",
        "head start and early head start", "migrant and seasonal head start",
    ),
    "child-welfare": (
        "child protection", "child protective services", "CPS", "foster care",
        "foster care and adoption", "adoption", "child welfare services", "DCF", "DCYF", "DCFS",
        "child welfare foster care", "infant toddler court team", "safe babies court",
    ),
    "early-intervention": (
        "EI", "part C", "early intervention part C", "IDEA part C", "part C early intervention",
        "early intervention services", "early interventionist", "birth to three", "birth to 3",
        "early childhood intervention", "ECI", "early steps", "first steps",
        "developmental specialist",
    ),
    "child-development": (
        "child development services", "developmental services", "child development specialist",
        "child and family development",
    ),
    "family-and-peer-support": (
        "family support", "peer support", "family support services", "family and peer supports",
        "family peer support", "parent support", "parent education", "parenting education",
        "parenting support", "family resource center", "family partner", "family advocate",
        "family navigator", "doula", "peer recovery",
    ),
    "policy-and-administration": (
        "policy", "administration", "policy administration", "policy or administration",
        "administration and policy", "policy and systems", "state agency", "government", "advocacy",
        "systems building", "program administration",
    ),
    "pediatrics": (
        "pediatric", "paediatrics", "pediatric health", "pediatric health care",
        "pediatric primary care", "primary care", "health care", "healthcare", "medical", "NICU",
        "hospital", "HealthySteps", "nursing", "public health nursing",
    ),
    "mental-health": (
        "infant mental health", "early childhood mental health", "infant and early childhood "
        "mental health", "IMH", "IECMH", "ECMH", "behavioral health", "behavioural health",
        "mental health services", "mental health consultation", "ECMH consultation",
        "infant and early childhood mental health consultation", "IECMHC",
        "community mental health", "clinical mental health", "outpatient mental health",
        "therapist", "psychotherapy",
    ),
    "other": ("something else", "none of the above", "other please specify", "not listed"),
}  # fmt: skip

ROLE_ALIASES: Mapping[str, tuple[str, ...]] = {
    "direct-service": (
        "direct services", "direct service provider", "direct care", "direct practice",
        "direct practitioner", "practitioner", "provider", "front line", "frontline",
        "frontline staff", "home visitor", "teacher", "educator", "early childhood educator",
        "clinician", "therapist", "social worker", "nurse", "case manager", "service coordinator",
        "early interventionist", "family support worker", "I work directly with families",
        "work directly with children and families",
    ),
    "supervisor": (
        "supervisors", "program supervisor", "clinical supervisor", "reflective supervisor",
        "team lead", "team leader", "lead teacher",
    ),
    "administrator": (
        "admin", "administration", "manager", "program manager", "management", "director",
        "program director", "executive director", "center director", "leadership", "coordinator",
        "program coordinator",
    ),
    "consultant": (
        "consulting", "mental health consultant", "early childhood mental health consultant",
        "ECMH consultant", "IECMH consultant", "trainer", "trainer or consultant",
    ),
    "policy": ("policy maker", "policymaker", "policy analyst", "advocate", "advocacy"),
    "other": ("something else", "none of the above", "not listed", "student", "retired", "faculty"),
}  # fmt: skip

RC_ACCESS_ALIASES: Mapping[str, tuple[str, ...]] = {
    "none": ("no", "no access", "not at all", "never", "none at all", "no access at all"),
    "little": (
        "a little", "little access", "very little", "limited", "limited access", "minimal",
        "minimal access", "very limited", "rarely",
    ),
    "some": ("some access", "sometimes", "occasional", "occasionally", "somewhat", "moderate"),
    "regular": (
        "regularly", "regular access", "yes regularly", "ongoing", "consistent", "always", "often",
    ),
}  # fmt: skip

# The IMH-E Endorsement of the Alliance for the Advancement of Infant Mental Health and its
# early-childhood twin, ECMH-E.
ENDORSEMENT_ALIASES: Mapping[str, tuple[str, ...]] = {
    "IFA": ("infant family associate", "infant family associate IFA"),
    "ECFA": ("early childhood family associate", "early childhood family associate ECFA"),
    "IFS": ("infant family specialist", "infant family specialist IFS"),
    "ECFS": ("early childhood family specialist", "early childhood family specialist ECFS"),
    "IFRS": (
        "infant family reflective supervisor", "infant family reflective supervisor IFRS",
        "reflective supervisor IFRS",
    ),
    "ECRS": (
        "ECFRS", "early childhood family reflective supervisor", "early childhood reflective "
        "supervisor", "early childhood family reflective supervisor ECRS",
    ),
    "IMHS": (
        "infant mental health specialist", "IMH specialist", "infant mental health specialist IMHS",
    ),
    "ECMHS": (
        "early childhood mental health specialist", "ECMH specialist",
        "early childhood mental health specialist ECMHS",
    ),
    "IMHM": (
        "IMHM-C", "IMHMC", "IMHM clinical", "IMH mentor clinical", "clinical mentor",
        "infant mental health mentor clinical", "infant mental health clinical mentor",
        "infant mental health mentor clinical IMHM", "infant mental health mentor clinical IMHM-C",
        "IMH clinical mentor", "mentor clinical",
    ),
    "ECMHM": (
        "ECMHM-C", "ECMHMC", "ECMHM clinical", "ECMH mentor clinical", "ECMH clinical mentor",
        "early childhood mental health mentor clinical",
        "early childhood mental health clinical mentor",
        "early childhood mental health mentor clinical ECMHM",
        "early childhood mental health mentor clinical ECMHM-C",
    ),
}  # fmt: skip
TARGET_ALIASES: Mapping[str, tuple[str, ...]] = {
    **ENDORSEMENT_ALIASES,
    "none": (
        "no", "n/a", "na", "not applicable", "not pursuing", "not seeking", "no endorsement",
        "not pursuing endorsement", "not seeking endorsement", "not at this time", "undecided",
    ),
}  # fmt: skip
PROVIDER_ENDORSEMENT_ALIASES: Mapping[str, tuple[str, ...]] = {
    **{name: ENDORSEMENT_ALIASES[name] for name in ENDORSEMENTS if name != "other"},
    "other": (
        "none", "n/a", "na", "no endorsement", "IMHM-P", "IMHM-F", "IMHM-R", "ECMHM-P", "ECMHM-F",
        "IMHM policy", "IMHM faculty", "IMHM research faculty", "policy mentor", "faculty mentor",
        "mentor policy", "mentor faculty", "infant mental health mentor policy",
        "infant mental health mentor faculty", "infant mental health mentor research faculty",
        "early childhood mental health mentor policy",
        "early childhood mental health mentor faculty",
    ),
}  # fmt: skip

CREDENTIAL_ALIASES: Mapping[str, tuple[str, ...]] = {
    "endorsed": ("endorsed provider", "fully endorsed", "IMH-E", "ECMH-E", "endorsement current"),
    "emerging": (
        "emerging provider", "emerging RSC provider", "in process", "in progress",
        "working toward endorsement", "pending",
    ),
    "vetted": ("vetted provider", "vetted by the association", "approved", "approved provider"),
}  # fmt: skip

EDUCATION_ALIASES: Mapping[str, tuple[str, ...]] = {
    "HS": ("high school", "high school diploma", "GED", "HS/GED", "high school diploma or GED"),
    "CDA": ("child development associate", "CDA credential"),
    "AA": ("AS", "AAS", "associate", "associates", "associate's", "associate degree",
           "associates degree", "associate's degree"),
    "BA": ("BS", "BSW", "BSN", "BEd", "bachelor", "bachelors", "bachelor's", "bachelor degree",
           "bachelors degree", "bachelor's degree", "BA/BS"),
    "MA": ("MS", "MSW", "MEd", "MPH", "MSN", "master", "masters", "master's", "master degree",
           "masters degree", "master's degree", "MA/MS", "graduate degree"),
    "other": ("doctorate", "doctoral", "doctoral degree", "PhD", "PsyD", "MD", "EdD",
              "some college", "certificate", "none", "n/a", "prefer not to say"),
}  # fmt: skip

CADENCE_ALIASES: Mapping[str, tuple[str, ...]] = {
    "either": ("any", "both", "no preference", "either one", "either is fine", "flexible"),
    "twice-monthly": (
        "twice a month", "twice per month", "two times a month", "2x month", "2x a month",
        "2x per month", "2 times a month", "every other week", "every two weeks", "biweekly",
        "bi-weekly", "fortnightly", "1 hour twice a month", "twice a month for 1 hour",
        "two one-hour sessions a month", "semimonthly",
    ),
    "monthly": (
        "once a month", "once monthly", "once per month", "1x month", "1x a month", "1x per month",
        "every month", "2 hours once a month", "once a month for 2 hours",
        "one two-hour session a month",
    ),
}  # fmt: skip

YES = ("yes", "y", "true", "t", "1", "x", "✓", "✔", "☑", "checked", "on")
NO = ("no", "n", "false", "f", "0", "☐", "unchecked", "off")

# Names of languages that people in the field's programmes write; any BCP 47 tag is accepted too.
LANGUAGE_NAMES: Mapping[str, tuple[str, ...]] = {
    "en": ("English", "eng", "en-us", "American English"),
    "es": ("Spanish", "Español", "spa", "Castellano"),
    "pt": ("Portuguese", "Português", "por", "Brazilian Portuguese"),
    "ht": ("Haitian Creole", "Haitian", "Haitian Kreyol", "Kreyòl", "Kreyòl Ayisyen", "hat"),
    "kea": ("Cape Verdean Creole", "Cape Verdean", "Kriolu", "Cabo Verdean Creole"),
    "fr": ("French", "Français", "fra", "fre"),
    "zh": ("Chinese", "Mandarin", "Mandarin Chinese", "zho", "chi"),
    "yue": ("Cantonese",),
    "vi": ("Vietnamese", "vie"),
    "km": ("Khmer", "Cambodian", "khm"),
    "ru": ("Russian", "rus"),
    "uk": ("Ukrainian", "ukr"),
    "pl": ("Polish", "pol"),
    "ar": ("Arabic", "ara"),
    "fa": ("Farsi", "Persian", "fas", "per"),
    "ps": ("Pashto", "pus"),
    "so": ("Somali", "som"),
    "sw": ("Swahili", "swa"),
    "am": ("Amharic", "amh"),
    "ne": ("Nepali", "nep"),
    "hi": ("Hindi", "hin"),
    "ur": ("Urdu", "urd"),
    "bn": ("Bengali", "Bangla", "ben"),
    "gu": ("Gujarati", "guj"),
    "ko": ("Korean", "kor"),
    "ja": ("Japanese", "jpn"),
    "tl": ("Tagalog", "tgl"),
    "fil": ("Filipino",),
    "hmn": ("Hmong",),
    "de": ("German", "Deutsch", "deu", "ger"),
    "it": ("Italian", "Italiano", "ita"),
    "el": ("Greek", "ell", "gre"),
    "he": ("Hebrew", "heb"),
    "nv": ("Navajo", "Diné", "nav"),
    "ase": ("American Sign Language", "ASL", "sign language"),
}

TIME_ZONE_ALIASES: Mapping[str, tuple[str, ...]] = {
    "America/New_York": ("Eastern", "Eastern time", "Eastern Standard Time", "ET", "EST", "EDT",
                         "Eastern Daylight Time", "US Eastern"),
    "America/Chicago": ("Central", "Central time", "Central Standard Time", "CT", "CST", "CDT",
                        "Central Daylight Time", "US Central"),
    "America/Denver": ("Mountain", "Mountain time", "Mountain Standard Time", "MT", "MST", "MDT",
                       "Mountain Daylight Time", "US Mountain"),
    "America/Phoenix": ("Arizona", "Arizona time", "US Arizona"),
    "America/Los_Angeles": ("Pacific", "Pacific time", "Pacific Standard Time", "PT", "PST", "PDT",
                            "Pacific Daylight Time", "US Pacific"),
    "America/Anchorage": ("Alaska", "Alaska time", "AKST", "AKDT", "AKT"),
    "Pacific/Honolulu": ("Hawaii", "Hawaii time", "HST", "Hawaii-Aleutian"),
    "America/Puerto_Rico": ("Puerto Rico", "Atlantic", "Atlantic time", "AST"),
    "Pacific/Guam": ("Guam", "ChST"),
    "UTC": ("GMT", "Zulu"),
}  # fmt: skip
# Abbreviations that are also names of zones without summer time: read as above, and reported.
FIXED_ZONE_NAMES = frozenset({"EST", "MST"})


@lru_cache(maxsize=8192)
def normal(text: str) -> str:
    """Return `text` as aliases are compared: lower-case words, no accents, no punctuation.

    ``Early Intervention / Part C`` becomes ``early intervention part c``; ``&`` becomes ``and``.
    """
    bare = unicodedata.normalize("NFKD", text.replace("&", " and ")).casefold()
    # Apostrophes and dots join (bachelor's = bachelors, Ph.D. = phd), accents go, all else splits.
    bare = "".join(char for char in bare if char not in "'’ʼ`." and not unicodedata.combining(char))
    return " ".join(_SEPARATORS.sub(" ", bare).split())


def alias_table(
    names: Iterable[str], aliases: Mapping[str, Iterable[str]] = MappingProxyType({})
) -> dict[str, str]:
    """Return what every normalised spelling stands for, the names themselves included.

    Parameters
    ----------
    names : iterable of str
        The contract's words; they win over any alias.
    aliases : mapping
        Spellings by the word they stand for.
    """
    table = {normal(alias): name for name, spellings in aliases.items() for alias in spellings}
    table.update({normal(name): name for name in names})
    return table
