"""The verbs of the emergency admission away from home."""
