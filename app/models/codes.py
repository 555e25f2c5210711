"""Identifiers of medicines, substances and conditions in other people's code systems."""

from typing import Annotated

from pydantic import Field

Rxcui = Annotated[
    str,
    Field(pattern=r"^\d{1,8}$", description="RxNorm concept identifier.", examples=["2551"]),
]
Atc = Annotated[
    str,
    Field(
        pattern=r"^[A-Z](\d{2}([A-Z]([A-Z](\d{2})?)?)?)?$",
        description="WHO ATC code.",
        examples=["J01MA02"],
    ),
]
Unii = Annotated[
    str,
    Field(pattern=r"^[A-Z0-9]{10}$", description="FDA substance identifier.", examples=["5E8K9I0O4U"]),
]
PubchemCid = Annotated[str, Field(pattern=r"^\d{1,10}$", description="PubChem compound identifier.")]
SnomedCt = Annotated[
    str,
    Field(pattern=r"^\d{6,18}$", description="SNOMED CT concept identifier.", examples=["709044004"]),
]
Icd10cm = Annotated[
    str,
    Field(
        pattern=r"^[A-Z]\d[0-9A-Z](\.[0-9A-Z]{1,4})?$",
        description="ICD-10-CM code.",
        examples=["N18.31"],
    ),
]
