"""The site as a server: how requests are read, how many run at once, and the processes that run them."""
