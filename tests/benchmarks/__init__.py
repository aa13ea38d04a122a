"""How fast hessview is beside its peers: ratios of interleaved runs, never absolute times alone."""
