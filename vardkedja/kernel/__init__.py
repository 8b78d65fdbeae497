"""What every subject shares: people, organisations, who is acting, cases and tasks, history, log, documents, look.

Belongs here: a noun that at least two subjects need. Does not belong here: anything that names one subject's rule.
Import order inside, lowest first: clock, swedish, organisations, people, access, cases, history, accesslog, decisions,
documents, drafts, outbox, notices, agreements, query, verbs, worklists.
"""
