"""What people write of money; what they typed stays in the form when it is refused."""
