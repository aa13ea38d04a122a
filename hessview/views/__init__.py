"""Qt widgets and painters: they show the document and emit commands, and hold nothing themselves."""

from hessview.views.overrides import contain_all

contain_all()
