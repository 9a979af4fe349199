"""Ways of matching: this library, baselines, solvers in this process, peers in their own environments."""
