"""From a matching and changes to the next matching.

update_pairs -> kept_pairs -> queue -> rematch -> result; frontier shows what moving people gains
"""
