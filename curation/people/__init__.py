"""The people who sign in: how they are invited, choose a password, and are let in again when they are locked out."""
