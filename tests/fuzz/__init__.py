"""Coverage-guided fuzzing: any text and any bytes give a record that holds, or an error that says why."""
