"""How a form's answers are spelled: column by column, the contract's term to what people send.

Every spelling is one that the alias tables of `matcher.cohort.vocabulary` take for the term.
"""

from __future__ import annotations

from collections.abc import Mapping

from matcher.cohort.vocabulary import ENDORSEMENTS

Spellings = Mapping[str, tuple[str, ...]]

_YES_NO: Spellings = {"yes": ("Yes", "yes", "Y", "TRUE", "x"), "no": ("No", "no", "N", "FALSE")}
_SECTORS: Spellings = {
    "home-visiting": ("Home Visiting", "home visitor", "HV", "Healthy Families", "MIECHV"),
    "early-care-and-education": ("Early Care & Education", "ECE", "Preschool", "child care center"),
    "family-child-care": ("Family Child Care", "FCC", "family day care"),
    "head-start": ("Head Start", "Early Head Start", "EHS/HS", "HEAD START"),
    "child-welfare": ("Child Welfare", "DCF", "foster care"),
    "early-intervention": ("Early Intervention (Part C)", "EI", "early intervention", "Part C"),
    "child-development": ("Child Development", "child development services"),
    "family-and-peer-support": ("Family/Peer Support", "Family and Peer Support", "peer support"),
    "policy-and-administration": ("Policy & Administration", "policy", "State agency"),
    "pediatrics": ("Pediatrics", "primary care", "NICU"),
}
_CATEGORIES: Spellings = {
    "IFA": ("IFA", "Infant Family Associate"),
    "ECFA": ("ECFA", "Early Childhood Family Associate (ECFA)"),
    "IFS": ("IFS", "Infant Family Specialist (IFS)", "ifs"),
    "ECFS": ("ECFS", "Early Childhood Family Specialist"),
    "IFRS": ("IFRS", "Infant Family Reflective Supervisor"),
    "ECRS": ("ECRS", "Early Childhood Reflective Supervisor"),
    "IMHS": ("IMHS", "Infant Mental Health Specialist", "imhs"),
    "ECMHS": ("ECMHS", "Early Childhood Mental Health Specialist"),
    "IMHM": ("IMHM", "IMHM-C", "Infant Mental Health Mentor - Clinical"),
    "ECMHM": ("ECMHM", "ECMHM-C"),
}

SPELLINGS: Mapping[str, Spellings] = {
    "sector": _SECTORS,
    "sectors": _SECTORS,
    "role": {
        "direct-service": ("Direct service", "Direct Service Provider", "practitioner", "Teacher"),
        "supervisor": ("Supervisor", "program supervisor", "SUPERVISOR"),
        "administrator": ("Administrator", "Program Director", "admin"),
        "consultant": ("Consultant", "ECMH consultant"),
        "policy": ("Policy", "policy analyst"),
        "other": ("Other", "student"),
    },
    # Everybody lives on one clock: many leave the question out, some name it.
    "time_zone": {"": ("", "", "", "Eastern", "ET", "America/New_York")},
    "rural": _YES_NO,
    "supervises_others": _YES_NO,
    "ready_to_implement": _YES_NO,
    "mou": _YES_NO,
    "evaluation_consent": _YES_NO,
    "own_rsc_current": _YES_NO,
    "languages": {
        "en": ("English", "en", "english"),
        "es": ("Spanish", "es", "Español"),
        "pt": ("Portuguese", "pt"),
        "ht": ("Haitian Creole", "ht", "Kreyòl"),
        "kea": ("Cape Verdean Creole", "kea"),
    },
    "rc_access": {
        "none": ("None", "No access", "not at all"),
        "little": ("A little", "little", "Very limited"),
        "some": ("Some", "occasionally"),
        "regular": ("Regular", "Yes, regularly"),
    },
    "member_until": {"active": ("active", "Active")},
    "endorsement_target": {"none": ("None", "N/A", "Not pursuing", "no"), **_CATEGORIES},
    "endorsement": {
        "other": ("Other", "IMHM-P", "none"),
        **{term: _CATEGORIES[term] for term in ENDORSEMENTS if term != "other"},
    },
    "education": {
        "HS": ("High school diploma or GED", "HS"),
        "CDA": ("CDA", "CDA credential"),
        "AA": ("Associate's degree", "AA", "AS"),
        "BA": ("Bachelor's degree", "Bachelors", "BA", "BSW"),
        "MA": ("Master's degree", "MSW", "MA", "MEd"),
        "other": ("Other", "PhD"),
    },
    "cadence": {
        "either": ("Either", "No preference", "both"),
        "twice-monthly": ("Twice a month", "twice-monthly", "Every other week"),
        "monthly": ("Once a month", "monthly", "MONTHLY"),
    },
    "credential": {
        "endorsed": ("Endorsed", "Fully endorsed", "IMH-E®"),
        "emerging": ("Emerging", "In process"),
        "vetted": ("Vetted", "Approved provider"),
    },
}
