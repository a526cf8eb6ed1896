"""Who does an event: people with credentials, and systems without."""

from chartproof.declare import Actor

management = Actor("management account")
member_administrator = Actor("member administrator")
service_administrator = Actor("service administrator")
user = Actor("user or role of the account")
organizations = Actor("AWS Organizations", person=False)
trusted_service = Actor("trusted service", person=False)
expiry = Actor("expiry", person=False)
