"""What is done in the background: jobs with lease, retry and progress; schedules."""
