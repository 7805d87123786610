"""The first tables"""

import sqlalchemy as sa
from alembic import op
from geoalchemy2 import Geometry
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "area_cells",
        sa.Column("municipality", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("area_code", sa.String(), nullable=False),
        sa.Column("cell", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("municipality", "year", "area_code", "cell"),
    )
    op.create_geospatial_table(
        "areas",
        sa.Column("municipality", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("wijk_code", sa.String(), nullable=False),
        sa.Column("inhabitants", sa.Integer(), nullable=True),
        sa.Column("water", sa.Boolean(), nullable=False),
        sa.Column("area_m2", sa.Float(), nullable=False),
        sa.Column("cell_count", sa.Integer(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "geometry",
            Geometry(
                geometry_type="MULTIPOLYGON",
                srid=4326,
                dimension=2,
                spatial_index=False,
                from_text="ST_GeomFromEWKT",
                name="geometry",
                nullable=False,
            ),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("municipality", "code", "year"),
    )
    op.create_index("ix_areas_wijk", "areas", ["municipality", "wijk_code"], unique=False)
    op.create_table(
        "audit_log",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("municipality", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("object", sa.String(), nullable=False),
        sa.Column("result", sa.String(), nullable=False),
        sa.Column(
            "details", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_audit_log_municipality"), "audit_log", ["municipality"], unique=False)
    op.create_table(
        "catalogue_versions",
        sa.Column("municipality", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column(
            "content", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("loaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("municipality", "version"),
    )
    op.create_table(
        "cell_sums",
        sa.Column("municipality", sa.String(), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("theme", sa.String(), nullable=False),
        sa.Column("area_code", sa.String(), nullable=False),
        sa.Column("cell", sa.String(), nullable=False),
        sa.Column("drawn", sa.Boolean(), nullable=False),
        sa.Column("weight", sa.Float(), nullable=False),
        sa.Column("total", sa.Float(), nullable=False),
        sa.Column("squares", sa.Float(), nullable=False),
        sa.Column("weight2", sa.Float(), nullable=False),
        sa.Column("visits", sa.Integer(), nullable=False),
        sa.Column("half_life", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("municipality", "period", "theme", "area_code", "cell", "drawn"),
    )
    op.create_table(
        "liveability_settings",
        sa.Column("municipality", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column(
            "content", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.PrimaryKeyConstraint("municipality", "version"),
    )
    op.create_table(
        "municipalities",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("areas_version", sa.Integer(), nullable=False),
        sa.Column("area_year", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("code"),
    )
    op.create_geospatial_table(
        "observations",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("municipality", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=True),
        sa.Column("theme", sa.String(), nullable=False),
        sa.Column("category", sa.String(), nullable=False),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("sensitive", sa.Boolean(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column(
            "place",
            Geometry(
                geometry_type="POINT",
                srid=4326,
                dimension=2,
                spatial_index=False,
                from_text="ST_GeomFromEWKT",
                name="geometry",
                nullable=False,
            ),
            nullable=False,
        ),
        sa.Column("lon", sa.Float(), nullable=False),
        sa.Column("lat", sa.Float(), nullable=False),
        sa.Column("accuracy", sa.Float(), nullable=True),
        sa.Column("place_source", sa.String(), nullable=False),
        sa.Column("heading", sa.Float(), nullable=True),
        sa.Column("cell", sa.String(), nullable=False),
        sa.Column("area_code", sa.String(), nullable=True),
        sa.Column("wijk_code", sa.String(), nullable=True),
        sa.Column("observed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("observed_at_raw", sa.DateTime(timezone=True), nullable=False),
        sa.Column("time_uncertain", sa.Boolean(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("inspector_id", sa.Uuid(), nullable=False),
        sa.Column("device_id", sa.String(), nullable=True),
        sa.Column("catalogue_version", sa.Integer(), nullable=False),
        sa.Column("photo_count", sa.Integer(), nullable=False),
        sa.Column("complete", sa.Boolean(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_geospatial_index(
        "idx_observations_place",
        "observations",
        ["place"],
        unique=False,
        postgresql_using="gist",
        postgresql_ops={},
    )
    op.create_index(
        "ix_observations_area",
        "observations",
        ["municipality", "area_code", "observed_at"],
        unique=False,
    )
    op.create_index(
        "ix_observations_inspector",
        "observations",
        ["municipality", "inspector_id", "observed_at"],
        unique=False,
    )
    op.create_index(
        "ix_observations_round", "observations", ["municipality", "round_id"], unique=False
    )
    op.create_index(
        "ix_observations_time", "observations", ["municipality", "observed_at", "id"], unique=False
    )
    op.create_table(
        "pending_periods",
        sa.Column("municipality", sa.String(), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("marked_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("municipality", "period"),
    )
    op.create_table(
        "pending_rounds",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("municipality", sa.String(), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("marked_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "ix_pending_rounds", "pending_rounds", ["municipality", "round_id"], unique=False
    )
    op.create_table(
        "perceptions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("municipality", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=True),
        sa.Column("figure", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("lon", sa.Float(), nullable=False),
        sa.Column("lat", sa.Float(), nullable=False),
        sa.Column("cell", sa.String(), nullable=False),
        sa.Column("area_code", sa.String(), nullable=True),
        sa.Column("felt_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("felt_at_raw", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("inspector_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "ix_perceptions_area", "perceptions", ["municipality", "area_code", "felt_at"], unique=False
    )
    op.create_table(
        "photos",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("municipality", sa.String(), nullable=False),
        sa.Column("subject_kind", sa.String(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("problem", sa.String(), nullable=False),
        sa.Column("store_key", sa.String(), nullable=True),
        sa.Column("width", sa.Integer(), nullable=True),
        sa.Column("height", sa.Integer(), nullable=True),
        sa.Column("announced_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_photos_state", "photos", ["state", "received_at"], unique=False)
    op.create_index(
        "ix_photos_subject", "photos", ["municipality", "subject_kind", "subject_id"], unique=False
    )
    op.create_table(
        "readings",
        sa.Column("municipality", sa.String(), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("area_code", sa.String(), nullable=False),
        sa.Column("cell", sa.String(), nullable=False),
        sa.Column("theme", sa.String(), nullable=False),
        sa.Column("value", sa.Float(), nullable=False),
        sa.Column("drawn", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("municipality", "round_id", "area_code", "cell", "theme"),
    )
    op.create_index(
        "ix_readings_area", "readings", ["municipality", "area_code", "theme", "at"], unique=False
    )
    op.create_index("ix_readings_cell", "readings", ["municipality", "cell", "at"], unique=False)
    op.create_table(
        "retention_settings",
        sa.Column("municipality", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.Uuid(), nullable=True),
        sa.PrimaryKeyConstraint("municipality", "kind"),
    )
    op.create_table(
        "round_plans",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("municipality", sa.String(), nullable=False),
        sa.Column("area_code", sa.String(), nullable=False),
        sa.Column("template", sa.String(), nullable=False),
        sa.Column("planned_on", sa.Date(), nullable=False),
        sa.Column("day_part", sa.String(), nullable=False),
        sa.Column("inspector_id", sa.Uuid(), nullable=True),
        sa.Column(
            "drawn_cells", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "ix_round_plans_date", "round_plans", ["municipality", "planned_on"], unique=False
    )
    op.create_table(
        "rounds",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("municipality", sa.String(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("area_code", sa.String(), nullable=True),
        sa.Column("template", sa.String(), nullable=False),
        sa.Column("planning_id", sa.Uuid(), nullable=True),
        sa.Column("inspector_id", sa.Uuid(), nullable=False),
        sa.Column("device_id", sa.String(), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_at_raw", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "drawn_cells", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column(
            "track", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column("track_removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "marked_cells", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "ix_rounds_area", "rounds", ["municipality", "area_code", "started_at"], unique=False
    )
    op.create_index("ix_rounds_time", "rounds", ["municipality", "started_at"], unique=False)
    op.create_table(
        "scores",
        sa.Column("municipality", sa.String(), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("theme", sa.String(), nullable=False),
        sa.Column("area_code", sa.String(), nullable=False),
        sa.Column("cell", sa.String(), nullable=False),
        sa.Column("raw", sa.Float(), nullable=True),
        sa.Column("score", sa.Float(), nullable=True),
        sa.Column("low", sa.Float(), nullable=True),
        sa.Column("high", sa.Float(), nullable=True),
        sa.Column("cells_seen", sa.Integer(), nullable=False),
        sa.Column("cells_total", sa.Integer(), nullable=False),
        sa.Column("visits", sa.Float(), nullable=False),
        sa.Column("coverage", sa.Float(), nullable=False),
        sa.Column("drawn_share", sa.Float(), nullable=True),
        sa.Column("grade", sa.String(), nullable=True),
        sa.Column("settings_version", sa.Integer(), nullable=False),
        sa.Column("computed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("municipality", "period", "level", "theme", "area_code", "cell"),
    )
    op.create_table(
        "sign_in_failures",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_sign_in_failures_at"), "sign_in_failures", ["at"], unique=False)
    op.create_index(op.f("ix_sign_in_failures_key"), "sign_in_failures", ["key"], unique=False)
    op.create_table(
        "tasks",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("municipality", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("team_code", sa.String(), nullable=True),
        sa.Column("assignee_id", sa.Uuid(), nullable=True),
        sa.Column("theme", sa.String(), nullable=False),
        sa.Column("category", sa.String(), nullable=False),
        sa.Column("sensitive", sa.Boolean(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("lon", sa.Float(), nullable=False),
        sa.Column("lat", sa.Float(), nullable=False),
        sa.Column("area_code", sa.String(), nullable=True),
        sa.Column("wijk_code", sa.String(), nullable=True),
        sa.Column("external_reference", sa.String(), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_tasks_area", "tasks", ["municipality", "area_code"], unique=False)
    op.create_index("ix_tasks_state", "tasks", ["municipality", "state", "due_on"], unique=False)
    op.create_index("ix_tasks_team", "tasks", ["municipality", "team_code", "state"], unique=False)
    op.create_table(
        "teams",
        sa.Column("municipality", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("municipality", "code"),
    )
    op.create_table(
        "users",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("municipality", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=False),
        sa.Column(
            "roles", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column(
            "areas", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column("may_see_sensitive", sa.Boolean(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("session_version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("email"),
    )
    op.create_index(op.f("ix_users_municipality"), "users", ["municipality"], unique=False)
    op.create_table(
        "observation_changes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("municipality", sa.String(), nullable=False),
        sa.Column("observation_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column(
            "before", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column(
            "after", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["observation_id"],
            ["observations.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "ix_observation_changes",
        "observation_changes",
        ["municipality", "observation_id"],
        unique=False,
    )
    op.create_table(
        "round_cells",
        sa.Column("municipality", sa.String(), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("area_code", sa.String(), nullable=False),
        sa.Column("cell", sa.String(), nullable=False),
        sa.Column("drawn", sa.Boolean(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["round_id"],
            ["rounds.id"],
        ),
        sa.PrimaryKeyConstraint("municipality", "round_id", "area_code", "cell"),
    )
    op.create_index(
        "ix_round_cells_area", "round_cells", ["municipality", "area_code", "cell"], unique=False
    )
    op.create_table(
        "task_events",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("municipality", sa.String(), nullable=False),
        sa.Column("task_id", sa.Uuid(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("state_before", sa.String(), nullable=False),
        sa.Column("state_after", sa.String(), nullable=False),
        sa.Column("applied", sa.Boolean(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("to", sa.String(), nullable=True),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("at_raw", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["task_id"],
            ["tasks.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "ix_task_events_task",
        "task_events",
        ["municipality", "task_id", "received_at"],
        unique=False,
    )
    op.create_table(
        "task_observations",
        sa.Column("municipality", sa.String(), nullable=False),
        sa.Column("task_id", sa.Uuid(), nullable=False),
        sa.Column("observation_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["observation_id"],
            ["observations.id"],
        ),
        sa.ForeignKeyConstraint(
            ["task_id"],
            ["tasks.id"],
        ),
        sa.PrimaryKeyConstraint("municipality", "task_id", "observation_id"),
    )
    op.create_index(
        "ix_task_observations",
        "task_observations",
        ["municipality", "observation_id"],
        unique=False,
    )
    op.create_table(
        "team_members",
        sa.Column("municipality", sa.String(), nullable=False),
        sa.Column("team_code", sa.String(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["users.id"],
        ),
        sa.PrimaryKeyConstraint("municipality", "team_code", "user_id"),
    )
    op.create_index(op.f("ix_team_members_user_id"), "team_members", ["user_id"], unique=False)
    op.create_table(
        "tokens",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("municipality", sa.String(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["users.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("token_hash"),
    )
    op.create_index(op.f("ix_tokens_municipality"), "tokens", ["municipality"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_tokens_municipality"), table_name="tokens")
    op.drop_table("tokens")
    op.drop_index(op.f("ix_team_members_user_id"), table_name="team_members")
    op.drop_table("team_members")
    op.drop_index("ix_task_observations", table_name="task_observations")
    op.drop_table("task_observations")
    op.drop_index("ix_task_events_task", table_name="task_events")
    op.drop_table("task_events")
    op.drop_index("ix_round_cells_area", table_name="round_cells")
    op.drop_table("round_cells")
    op.drop_index("ix_observation_changes", table_name="observation_changes")
    op.drop_table("observation_changes")
    op.drop_index(op.f("ix_users_municipality"), table_name="users")
    op.drop_table("users")
    op.drop_table("teams")
    op.drop_index("ix_tasks_team", table_name="tasks")
    op.drop_index("ix_tasks_state", table_name="tasks")
    op.drop_index("ix_tasks_area", table_name="tasks")
    op.drop_table("tasks")
    op.drop_index(op.f("ix_sign_in_failures_key"), table_name="sign_in_failures")
    op.drop_index(op.f("ix_sign_in_failures_at"), table_name="sign_in_failures")
    op.drop_table("sign_in_failures")
    op.drop_table("scores")
    op.drop_index("ix_rounds_time", table_name="rounds")
    op.drop_index("ix_rounds_area", table_name="rounds")
    op.drop_table("rounds")
    op.drop_table("retention_settings")
    op.drop_index("ix_round_plans_date", table_name="round_plans")
    op.drop_table("round_plans")
    op.drop_index("ix_readings_cell", table_name="readings")
    op.drop_index("ix_readings_area", table_name="readings")
    op.drop_table("readings")
    op.drop_index("ix_photos_subject", table_name="photos")
    op.drop_index("ix_photos_state", table_name="photos")
    op.drop_table("photos")
    op.drop_index("ix_perceptions_area", table_name="perceptions")
    op.drop_table("perceptions")
    op.drop_index("ix_pending_rounds", table_name="pending_rounds")
    op.drop_table("pending_rounds")
    op.drop_table("pending_periods")
    op.drop_index("ix_observations_time", table_name="observations")
    op.drop_index("ix_observations_round", table_name="observations")
    op.drop_index("ix_observations_inspector", table_name="observations")
    op.drop_index("ix_observations_area", table_name="observations")
    op.drop_geospatial_index(
        "idx_observations_place",
        table_name="observations",
        postgresql_using="gist",
        column_name="place",
    )
    op.drop_geospatial_table("observations")
    op.drop_table("municipalities")
    op.drop_table("liveability_settings")
    op.drop_table("cell_sums")
    op.drop_table("catalogue_versions")
    op.drop_index(op.f("ix_audit_log_municipality"), table_name="audit_log")
    op.drop_table("audit_log")
    op.drop_index("ix_areas_wijk", table_name="areas")
    op.drop_geospatial_table("areas")
    op.drop_table("area_cells")
