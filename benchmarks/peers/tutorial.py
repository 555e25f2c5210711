"""The same records, served as FastAPI's and SQLModel's tutorials do.

A table model, a session from a dependency that yields, `def` handlers, `response_model`, offset and limit.
"""

import os
from collections.abc import Iterator
from typing import Annotated, Any

from fastapi import Depends, FastAPI, HTTPException, Query
from sqlmodel import JSON, Column, Field, Session, SQLModel, create_engine, select


class OutcomeBase(SQLModel):
    """One result."""

    trial: str = Field(index=True)
    trial_name: str
    year: int | None = Field(default=None, index=True)
    design: str
    form: str | None = Field(default=None, index=True)
    preparation: str | None = None
    elemental_mg_per_day: float | None = None
    single_agent: bool | None = None
    name: str
    label: str
    domain: str = Field(index=True)
    instrument: str | None = None
    basis: str
    verification: str
    locator: str | None = None
    derivation: str | None = None
    role: str
    comparison: str
    analysis_set: str
    subgroup: str | None = None
    arm: str | None = None
    blinded: bool | None = None
    timepoint_weeks: float | None = None
    timepoint_reported: str | None = None
    direction: str = Field(index=True)
    significance: str
    rests_on: str | None = None
    p_value: float | None = None
    p_reported: str | None = None
    same_result_as: str | None = None
    note: str | None = None


class Outcome(OutcomeBase, table=True):
    """The table of results."""

    id: str = Field(primary_key=True)
    sources: list[str] = Field(sa_column=Column(JSON))
    groups: list[dict[str, Any]] = Field(sa_column=Column(JSON))
    estimate: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON))
    count: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON))
    calculated: list[dict[str, Any]] = Field(sa_column=Column(JSON))
    flags: list[str] = Field(sa_column=Column(JSON))
    absent: dict[str, str] = Field(sa_column=Column(JSON))


class OutcomePublic(OutcomeBase):
    """The public schema of a result."""

    id: str
    sources: list[str]
    groups: list[dict[str, Any]]
    estimate: dict[str, Any] | None
    count: dict[str, Any] | None
    calculated: list[dict[str, Any]]
    flags: list[str]
    absent: dict[str, str]


engine = create_engine(f"sqlite:///{os.environ['TABLE']}", connect_args={"check_same_thread": False})


def get_session() -> Iterator[Session]:
    """Yield a session for one request."""
    with Session(engine) as session:
        yield session


SessionDep = Annotated[Session, Depends(get_session)]

app = FastAPI()


@app.get("/outcomes/", response_model=list[OutcomePublic])
def read_outcomes(session: SessionDep, offset: int = 0, limit: Annotated[int, Query(le=200)] = 20) -> Any:
    """Return a page of results."""
    return session.exec(select(Outcome).order_by(Outcome.id).offset(offset).limit(limit)).all()


@app.get("/outcomes/{outcome_id:path}", response_model=OutcomePublic)
def read_outcome(outcome_id: str, session: SessionDep) -> Any:
    """Return one result."""
    outcome = session.get(Outcome, outcome_id)
    if not outcome:
        raise HTTPException(status_code=404, detail="Outcome not found")
    return outcome
