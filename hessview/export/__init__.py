"""What leaves the program: image files, JSON and tables."""

import hessview.raster  # noqa: F401 - before matplotlib is loaded: it would tell the console of its list of fonts
