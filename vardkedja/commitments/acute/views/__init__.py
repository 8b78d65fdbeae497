"""The pages of the emergency admission away from home."""
