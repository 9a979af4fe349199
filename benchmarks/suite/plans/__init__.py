"""Plans: which sections a run has, what each measures, and how large; one module per plan."""
