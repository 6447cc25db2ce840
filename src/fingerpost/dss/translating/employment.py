"""Where a customer stands in work, both ways."""

from fingerpost.dss.translating.progressions import Progressions
from fingerpost.outcomes.models import EmploymentProgression

TRANSLATOR = Progressions(
    resource="employmentprogressions",
    model=EmploymentProgression,
    situation="status",
    coded={
        "CurrentEmploymentStatus": "status",
        "EconomicShockStatus": "economic_shock",
        "EmploymentHours": "hours",
        "LengthOfUnemployment": "length_of_unemployment",
    },
    days={"DateOfEmployment": "started_on", "DateOfLastEmployment": "last_worked_on"},
    texts={
        "EconomicShockCode": "economic_shock_code",
        "EmployerName": "employer",
        "EmployerAddress": "employer_address",
        "EmployerPostcode": "employer_postcode",
    },
    numbers={"Latitude": "latitude", "Longitude": "longitude"},
)
