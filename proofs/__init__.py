"""What must hold, and why we think so: one file a theme of the page.

What is proved of "any account" is proved of member accounts: the management account is not one of
the model's accounts. A property's name is its sentence; the verdict expected is `holds`, for a
witness `witnessed`, unless it says otherwise.
"""
