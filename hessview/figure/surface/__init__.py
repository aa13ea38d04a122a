"""The surface of a slice seen from somewhere: camera, mesh, exact order, hidden lines, axes, scene and picking."""
