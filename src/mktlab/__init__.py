"""mktlab: from a table of orders to a defensible choice of target segments.

The map of this house
---------------------
``mktlab.cli``
    The ``mktlab`` command: ``init``, ``check``, ``clean``, ``watch``, ``take``, ``tidy``, ``run``, ``index``,
    ``status``, ``keep``. The one place that knows both the machinery and the rooms.
``mktlab.collect``
    Room 10. Reads the chosen source, sifts its rows, and writes what was known on the day of the
    plan (``shared.as_of``) apart from what came after.
``mktlab.segment``
    Room 20. Looks for segments among customers, judges them against customers without any, freezes
    what is used and scores everyone by it.
``mktlab.clv``
    Room 30. Models purchases and spend of equal customers at once, draws from the posterior, gives
    every customer's value ahead with its whole uncertainty, proves it on weeks that have come, and
    says whom a contact is worth.
``mktlab.market``
    Room 40. Judges segments by several criteria under doubt about facts and about what matters, tests
    them, spreads money over them, and says why each is a target or not and what would change that.
``mktlab.risk``
    Room 50. Puts customers who may not come back and the project's register on one money scale, simulates
    yearly losses, and watches the figures that the stages before have measured.
``mktlab.review``
    Room 60. Scores what the plan foresaw on what came, holds targets against it, lets the design of the evidence
    decide what may be said of campaigns and experiments, and says what the next plan takes from that.
``mktlab.figures``
    The house style: charts, tables and computed sentences, with alt text and escaped values.
``mktlab.lab``
    The machinery; it knows no marketing. Paths, settings, engine, tables, notebooks, reports.

The rules of the house
----------------------
* Data flows one way: a notebook calls its stage's room; a room calls ``lab`` and ``figures``; rooms
  never import each other and meet only in the tables under ``data/NN_*/``.
* Rooms are pure: frames and settings in, frames out. Notebooks read, show and save. The one room
  that looks at files is ``collect.sources``, because reading orders is its work.
* What grows with orders or customers is an Ibis expression run by the engine; pandas sees only what
  the engine has already made small.
* ``dvc.yaml`` says what a stage is: its notebook, its params, what it reads and writes. Code asks
  ``lab.pipeline`` instead of repeating it.
"""
