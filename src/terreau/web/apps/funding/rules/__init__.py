"""What holds of money, without a database: dates of schemes, facts, amounts."""
