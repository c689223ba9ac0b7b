"""What is written in plans: one function a write."""
