"""Pages on which users are drawn for a survey, and how they answered."""
