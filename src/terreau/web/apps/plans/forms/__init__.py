"""What people write in plans; what they typed stays in the form when it is refused."""
