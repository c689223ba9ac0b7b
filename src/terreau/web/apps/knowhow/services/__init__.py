"""What is written of know-how: one function for each act."""
