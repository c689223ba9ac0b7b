"""What is written of visits, promises, questions and answers."""
