"""Proof that calibration works: exact posteriors, known truths, coverage and ranks."""
