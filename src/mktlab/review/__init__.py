"""Room 60, review: did it work, and may we say so.

Being built: so far the arithmetic of the programme. No stage uses it yet.

============= =================================================================
``programme`` the plan's own course: network of tasks, earned value
============= =================================================================
"""
