"""Early warning: rules on figures that the stages before have measured.

============ ====================================================================
``lights``   the light of each rule, and since when it is on
``status``   the same for a terminal and a scheduler
``written``  the same for a reader
============ ====================================================================
"""
