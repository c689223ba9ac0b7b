"""What holds of money, without a database: facts and conditions."""
