"""Every kind of change, one file each."""
