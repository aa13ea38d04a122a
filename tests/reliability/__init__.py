"""What hessview promises when things go wrong, each promise tried by a campaign: `python -m tests.reliability all`.

A campaign is one file with a module-level ``CAMPAIGN`` and one row in `campaign.CAMPAIGNS`. Its short form runs with
the ordinary tests (`test_campaigns.py`), its full form from the command line; both in a process of their own, with a
bound in time that it keeps by itself and a harder one at which it is killed.
"""
