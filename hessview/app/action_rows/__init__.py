"""The rows of actions, a file for each menu or part of one; `hessview.app.actions` puts them together."""
