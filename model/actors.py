"""Who does an event: people with credentials, and systems without."""

from chartproof.declare import Actor

management = Actor("management account")
member_administrator = Actor("member administrator", acts_for="Account")
service_administrator = Actor("service administrator")
user = Actor("user or role of the account", acts_for="Account")
organizations = Actor("AWS Organizations", person=False, acts_for="Organization")
trusted_service = Actor("trusted service", person=False, acts_for="Service")
expiry = Actor("expiry", person=False)
