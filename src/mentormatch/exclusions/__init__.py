"""Why a pair may not meet: one file a reason."""
