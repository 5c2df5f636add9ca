"""How the county works: state, behaviours, one quarter, the engine."""
