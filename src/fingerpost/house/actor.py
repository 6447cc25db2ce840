"""Who acts: the one value that every service and query takes."""

from dataclasses import dataclass, field
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """A member of staff acting in one role for one organisation, as the database knows them now.

    Built only from the row of ``fingerpost_act``; the same values stand in the transaction's
    settings, where row-level security reads them.
    """

    account_id: UUID
    membership_id: UUID
    organisation_id: UUID
    role: str
    capabilities: frozenset[str]
    sees_customers: bool
    standing_gap: str = ""
    contract_ids: tuple[UUID, ...] = field(default=())
    prime_contract_ids: tuple[UUID, ...] = field(default=())
    manager_id: UUID | None = None
    request_id: str = ""

    def can(self, capability: str) -> bool:
        """Whether the role of this actor holds a capability."""
        return capability in self.capabilities
