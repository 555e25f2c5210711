"""views worth reading"""

from alembic import op

revision = "2026_11_b"
down_revision = "2026_11_a"

OUTCOMES_BY_DOMAIN = """\
CREATE VIEW outcomes_by_domain AS
SELECT
    domains.name AS domain,
    domains.omeract_tier,
    outcomes.trial_name AS trial,
    outcomes.year,
    outcomes.design,
    outcomes.form,
    outcomes.elemental_mg_per_day,
    outcomes.single_agent,
    outcomes.label AS result,
    outcomes.instrument,
    outcomes.comparison,
    outcomes.analysis_set,
    outcomes.timepoint_weeks,
    outcomes.direction,
    outcomes.significance,
    outcomes.p_reported,
    outcomes.basis,
    outcomes.verification,
    outcomes.same_result_as,
    outcomes.id AS outcome_id
FROM outcomes
JOIN domains ON domains.slug = outcomes.domain
ORDER BY domains.name, outcomes.basis DESC, outcomes.comparison, outcomes.id
"""

ARTICLE_AUDIT = """\
CREATE VIEW article_audit AS
SELECT
    claims.slug AS claim,
    claims.section,
    claims.paragraph,
    claims.sentence,
    claims.restatement,
    claims.hedge,
    claims.verdict,
    claims.why,
    claims.records,
    claims.sources,
    claims.review
FROM claims
ORDER BY claims.slug
"""


def upgrade() -> None:
    op.execute(OUTCOMES_BY_DOMAIN)
    op.execute(ARTICLE_AUDIT)


def downgrade() -> None:
    op.execute("DROP VIEW article_audit")
    op.execute("DROP VIEW outcomes_by_domain")
