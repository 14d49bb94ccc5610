"""What provisioning scripts do to a guest: read as commands and as the files they write, never run."""
