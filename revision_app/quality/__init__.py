"""Internal quality assurance: whoever did not decide looks at samples of what was decided."""
