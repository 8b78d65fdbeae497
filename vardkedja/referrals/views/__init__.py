"""The pages of referrals: work lists, one case, papers that come in, the unit's own way of working."""
