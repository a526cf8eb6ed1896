"""The tables beside this file, read once: what a call tells, what is which event, which service a principal is of."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

ORGANIZATIONS = "organizations.amazonaws.com"
"""The principal below whose path AWSServiceRoleForOrganizations lies."""


@cache
def table(name: str) -> Mapping[str, Any]:
    """The table of this name."""
    return tomllib.loads((Path(__file__).parent / f"{name}.toml").read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Call:
    """A read-only call of the AWS CLI; columns as calls.toml says."""

    name: str
    holds: str
    reads: tuple[str, ...]
    tells: tuple[str, ...]
    argument: str | None = None
    of: str = ""
    credentials: str = "management"
    options: str = ""


@cache
def calls() -> Mapping[str, Call]:
    """Every call that a snapshot may have a file of, by SERVICE.OPERATION."""
    found = {f"{s}.{o}": row for s, rows in table("calls").items() for o, row in rows.items()}
    return {
        name: Call(
            name,
            row["holds"],
            tuple(row["reads"]),
            tuple(row["tells"]),
            row.get("argument"),
            row.get("of", ""),
            row.get("as", "management"),
            row.get("options", ""),
        )
        for name, row in found.items()
    }


@dataclass(frozen=True)
class Service:
    """A service that Organizations knows; columns as services.toml says. roles: None where they are not known."""

    name: str
    principal: str
    also: tuple[str, ...] = ()
    roles: tuple[str, ...] | None = None
    enable: str = ""
    disable: str = ""
    terraform: tuple[str, ...] = ()
    whole: bool = False

    @property
    def role_principals(self) -> tuple[str, ...]:
        """The principals below whose paths its roles may lie."""
        return self.roles if self.roles is not None else (self.principal,)


@cache
def services() -> Mapping[str, Service]:
    """The known services, by the principal that trusted access is for."""
    rows = table("services").items()
    found = (
        Service(
            name,
            row["principal"],
            tuple(row.get("also", ())),
            tuple(row["roles"]) if "roles" in row else None,
            row.get("enable", ""),
            row.get("disable", ""),
            tuple(row.get("terraform", ())),
            row.get("whole", False),
        )
        for name, row in rows
    )
    return {service.principal: service for service in found}


def service(principal: str) -> Service:
    """The service of a principal; one that no table knows is a service of its own, of which little is known.

    >>> service("new.amazonaws.com").name
    'new'
    """
    return services().get(principal) or Service(principal.removesuffix(".amazonaws.com"), principal)


@cache
def companions() -> Mapping[str, Service]:
    """Principals that are no services, each with the service that it belongs to."""
    return {principal: service for service in services().values() for principal in service.also}


@cache
def role_services() -> Mapping[str, Service]:
    """The service of each principal below whose path a known service's roles lie."""
    return {principal: service for service in services().values() for principal in service.role_principals}
