"""People, their teams and tokens."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Column, UniqueConstraint
from sqlmodel import Field, SQLModel

from wijkschouw.db import Json, UtcDateTime


class User(SQLModel, table=True):
    """Somebody who signs in. ``roles``: codes of accounts.rules.Role; ``areas``: codes of the
    municipality (all of it), wijken or buurten that a wijkmanager works for."""

    __tablename__ = "users"
    __table_args__ = (UniqueConstraint("email"),)

    id: UUID = Field(primary_key=True)
    municipality: str = Field(index=True)
    email: str
    name: str
    password_hash: str
    roles: list[str] = Field(default_factory=list, sa_column=Column(Json, nullable=False))
    areas: list[str] = Field(default_factory=list, sa_column=Column(Json, nullable=False))
    may_see_sensitive: bool = False
    active: bool = True
    session_version: int = 1
    created_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    last_seen_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))

    # flask-login's protocol
    @property
    def is_authenticated(self) -> bool:
        return True

    @property
    def is_active(self) -> bool:
        return self.active

    @property
    def is_anonymous(self) -> bool:
        return False

    def get_id(self) -> str:
        """The session keeps the version too: raising it signs out everywhere."""
        return f"{self.id}:{self.session_version}"


class Team(SQLModel, table=True):
    """Who tasks go to; ``code`` is what tasks and the catalogue name."""

    __tablename__ = "teams"

    municipality: str = Field(primary_key=True)
    code: str = Field(primary_key=True)
    name: str


class TeamMember(SQLModel, table=True):
    """A person in a team."""

    __tablename__ = "team_members"

    municipality: str = Field(primary_key=True)
    team_code: str = Field(primary_key=True)
    user_id: UUID = Field(primary_key=True, foreign_key="users.id", index=True)


class Token(SQLModel, table=True):
    """A bearer token; only its SHA-256 is kept."""

    __tablename__ = "tokens"

    id: UUID = Field(primary_key=True)
    municipality: str = Field(index=True)
    user_id: UUID = Field(foreign_key="users.id")
    name: str
    token_hash: str = Field(unique=True)
    created_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    expires_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    revoked_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))


class SignInFailure(SQLModel, table=True):
    """A failed sign-in, for throttling; ``key`` is a digest of the account or the address."""

    __tablename__ = "sign_in_failures"

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(index=True)
    at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False, index=True))


class AuditEntry(SQLModel, table=True):
    """Who did what with which object, and the result. Append-only."""

    __tablename__ = "audit_log"

    id: int | None = Field(default=None, primary_key=True)
    municipality: str = Field(index=True)
    at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    user_id: UUID | None = None
    action: str
    object: str = ""
    result: str = "ok"
    details: dict[str, Any] = Field(default_factory=dict, sa_column=Column(Json, nullable=False))
