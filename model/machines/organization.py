"""The feature set of the organization, and the process between the two."""

from chartproof.declare import Machine, State


class Organization(Machine):
    """The feature set, and the process between the two."""

    not_created = State(initial=True)
    consolidated_billing = State()
    enabling_all_features = State()
    all_features = State()

    create_organization_with_consolidated_billing = not_created.to(consolidated_billing)
    create_organization_with_all_features = not_created.to(all_features)
    begin_enabling_all_features = consolidated_billing.to(enabling_all_features)
    finalize_all_features = enabling_all_features.to(all_features)
    cancel_all_features = enabling_all_features.to(consolidated_billing)
