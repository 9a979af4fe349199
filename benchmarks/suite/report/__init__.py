"""Reports: tables and pictures of what was measured, as one HTML page and one Markdown page per plan."""
