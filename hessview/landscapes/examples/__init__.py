"""The examples, one file a submenu, one entry a function."""
