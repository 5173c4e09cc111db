"""A kind of item that the site does not have, in the three files that adding one takes; and where it is seen then."""
