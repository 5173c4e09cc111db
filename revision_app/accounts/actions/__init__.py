"""What can happen to accounts. No name and no e-mail address goes into the audit's detail."""
