"""Speed of the engine beside references, measured in one run."""
