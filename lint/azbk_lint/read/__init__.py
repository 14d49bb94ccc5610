"""From paths to what is deployed together: files found, read within bounds and parsed, with no meaning yet."""
