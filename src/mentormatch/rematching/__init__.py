"""From a matching and changes to the next matching.

update_pairs -> registered_twice -> kept_pairs -> queue -> rematch -> result
frontier: what dissolving kept pairs gains
"""
