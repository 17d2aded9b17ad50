"""What a call costs: a port of `src/core/pricing`, to the nano-dollar. Only amounts are worked out here, for the guard: the
readers of the log price the calls themselves, and explain."""
