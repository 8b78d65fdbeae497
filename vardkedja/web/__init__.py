"""The edge that people meet: settings, addresses, who is asking, menu, start page, sign-in. Adds no rules.

Belongs here: what ties the subjects together. Does not belong here: anything that one subject owns.
"""
