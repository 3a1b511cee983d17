"""A link among the cards leads where no cards are read: the file behind it is none of them.

Links are followed inside the folder of cards, as Kubernetes mounts a ConfigMap (`..data`) and
git-sync a checkout. One that leads out of it could bring in any file of the machine; one that leads
back to a folder it is in would never end. Put the file itself there, or mount the whole folder.
"""

from aggregator.lint.rule import Rule

RULE = Rule.of(__name__, __doc__)
