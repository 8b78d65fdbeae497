"""The pages of the Kalmar form: lists and search, the form, the case, the acts, the paper."""
