"""What browser tests are written with."""
