"""What a file is by its content, when a photograph may be shown, and how an upload goes on."""
