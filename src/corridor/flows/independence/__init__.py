"""What it costs to do without a territory, one further percent after the other."""
