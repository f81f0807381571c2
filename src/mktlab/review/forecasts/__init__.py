"""Forecasts of the plan, scored on what came.

============= ===================================================================
``customers`` purchases and spend of every customer: errors, calibration, against naive forecasts
============= ===================================================================
"""
