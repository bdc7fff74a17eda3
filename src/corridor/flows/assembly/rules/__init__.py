"""Who may use what: access, quotas, what is opened and closed."""
