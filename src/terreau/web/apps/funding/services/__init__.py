"""What is written of money: one function a write."""
