"""The field's own terms, as the contract spells them."""

from __future__ import annotations

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
