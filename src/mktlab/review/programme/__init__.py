"""The plan's own course: what depends on what, and what has been earned for what was spent.

============ ====================================================================
``network``  critical path, slack, and what three-point estimates make of the end
``earned``   earned value, earned schedule, three estimates at completion
============ ====================================================================
"""
