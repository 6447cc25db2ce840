"""What performance writes: returns, duties, targets, interventions, questions, counts and frozen figures."""
