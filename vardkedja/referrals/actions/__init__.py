"""The verbs of referrals, by subject: writing, sending, monitoring, receiving, forwarding, papers, absence, routine."""
