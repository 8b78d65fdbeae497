"""The pages of specialist referrals: lists and queue, the form, the case, the acts, the papers."""
