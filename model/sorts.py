"""What there is any number of. Elements of a sort are interchangeable."""

from chartproof.declare import Sort

Account = Sort(
    "Account",
    "A slot for a member account. The management account is not one: "
    "SCPs do not reach it, and it never joins or leaves.",
)
Service = Sort("Service", "A trusted service, known by its service principal.")
