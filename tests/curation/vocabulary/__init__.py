"""Tests of lists that entries are described with."""
