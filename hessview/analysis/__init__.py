"""What is found out about a landscape: numbers and reason codes, no prose."""
