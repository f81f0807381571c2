"""Targets of the plan against what came.

============= ===================================================================
``attaining`` how far a target was reached, and whether that can be told
============= ===================================================================
"""
