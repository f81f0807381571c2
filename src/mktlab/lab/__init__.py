"""The machinery of the lab. It knows no marketing and imports no room.

=============== ==================================================================
``errors``      failures meant for a person, with a remedy in the message
``paths``       where the project is
``pipeline``    what ``dvc.yaml`` says a stage is
``settings``    ``params.yaml`` as typed, validated, frozen settings
``edits``       values of ``params.yaml`` replaced in its text, and told as a diff
``engine``      the Ibis connection that runs everything that grows
``streams``     pseudo-random numbers, a stream of its own for each purpose
``threads``     numerical libraries held to one thread
``localtime``   time stamps of one zone told in another
``tables``      table contracts; ordered, atomic, checked writing
``exports``     CSV for spreadsheets, with nothing in it that they run
``scores``      scores of simple forecasts, which several stages set beside theirs
``sampling``    a random sample that is the same everywhere
``headline``    a stage's answer and its three numbers
``comparing``   what changed since a kept plan, in words
``files``       whole files or none; hashes
``texts``       what strangers wrote: opened with every obstacle told, shown so that it does no harm
``disk``        what a disk refuses, in plain words
``damage``      whether a file that a stage left can still be read
``upstream``    whether what a stage reads is what the stages before it left
``scratch``     folders for what need not last, gone also when their maker is killed
``process``     one run of a stage at a time, and none that goes on when DVC is gone
``leftovers``   what killed runs left behind, and clearing it
``templates``   our HTML templates and the one style sheet
``notebook``    notebooks as files: output-free copies; what varies between runs removed
``execute``     running a notebook with Papermill
``provenance``  what a report was made from
``report``      executed notebook to offline HTML, and its gates
``front``       the index page, which begins with the decision
``plans``       keeping a plan for the reviews to come
``rows``        rows an analyst keeps in a CSV file, with problems told by row and column
``lazily``      packages that import their modules when first asked for
``run``         one stage from settings to report
=============== ==================================================================
"""
