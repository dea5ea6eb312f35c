"""Every form somebody fills in: typed questions in many languages, answers open or sealed."""
