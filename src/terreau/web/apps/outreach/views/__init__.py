"""Pages of visits, promises, questions and solicitations."""
