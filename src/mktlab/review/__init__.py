"""Room 60, review: did it work, and may we say so.

Being built: so far the arithmetic. No stage uses it yet.

============= =================================================================
``forecasts`` forecasts of the plan, scored on what came
``targets``   targets of the plan against what came
``campaigns`` what campaigns did, as far as their design lets that be said
``programme`` the plan's own course: network of tasks, earned value
============= =================================================================
"""
