"""What f does right at a degenerate critical point: its series, reduced to the kernel of the Hessian."""
