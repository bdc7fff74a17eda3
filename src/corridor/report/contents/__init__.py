"""What a report holds, free of any format: exhibits, tables, pictures."""
