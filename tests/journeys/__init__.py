"""What people do, in a real browser."""

from playwright.sync_api import expect

# A busy machine is slow, not wrong: what has to come may take its time.
expect.set_options(timeout=30_000)
