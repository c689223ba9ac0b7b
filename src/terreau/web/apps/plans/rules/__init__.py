"""What holds of plans, without a database: states, health, money."""
